use secrecy::ExposeSecret;

use super::*;

#[test]
fn providers_of_sign_in_come_from_files_and_variables() {
    let config = load_in(
        &[(
            "config/default.toml",
            "[oidc.corp]\nissuer = \"https://id.example.com/\"\nclient_id = \"web\"\nscopes = [\"openid\", \"email\"]",
        )],
        &[
            ("OIDC_CORP_CLIENT_SECRET", "s3"),
            ("OIDC_MY_LAB_ISSUER", "http://127.0.0.1:9000"),
            ("OIDC_MY_LAB_CLIENT_ID", "lab"),
            ("OIDC_MY_LAB_CLIENT_SECRET", "s4"),
        ],
    )
    .unwrap();
    let [corp, lab] = &config.oidc[..] else { panic!("{:?}", config.oidc) };
    assert_eq!(
        (corp.name.as_str(), corp.issuer.as_str(), corp.client_id.as_str()),
        ("corp", "https://id.example.com/", "web")
    );
    assert_eq!(corp.scopes, ["openid", "email"]);
    assert_eq!((lab.name.as_str(), lab.client_secret.expose_secret()), ("my-lab", "s4"));
    assert_eq!(lab.scopes, ["openid", "email", "profile"]);
}

#[test]
fn the_layers_lie_over_each_other() {
    let files = [
        ("config/default.toml", "[server]\nport = 1\n[ai]\ntext_per_hour = 1\nimage_per_hour = 1"),
        ("config/development.toml", "[server]\nport = 2\n[ai]\ntext_per_hour = 2"),
        (".env", "PORT=3"),
    ];
    let port = |layers: usize, pairs: &[(&str, &str)]| {
        let config = load_in(&files[..layers], pairs).unwrap();
        (config.server.port, config.quotas.ai_text, config.quotas.ai_image)
    };
    assert_eq!(port(1, &[]), (1, 1, 1));
    assert_eq!(port(2, &[]), (2, 2, 1));
    assert_eq!(port(3, &[]), (3, 2, 1));
    assert_eq!(port(3, &[("PORT", "4")]), (4, 2, 1));
    assert_eq!(port(3, &[("PORT", "")]), (3, 2, 1));
}

#[test]
fn only_a_developer_has_a_dotenv() {
    let env = [(".env", "PORT=3\n")];
    assert_eq!(load_in(&env, &[]).unwrap().server.port, 3);
    assert_eq!(load_in(&env, &[("VIBESLOP_ENV", "test")]).unwrap().server.port, 4002);
    let mut pairs = production();
    pairs.remove("ADMIN_EMAIL");
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(names(load_in(&[(".env", "ADMIN_EMAIL=root@example.com")], &pairs)), ["ADMIN_EMAIL"]);
}

#[test]
fn a_dotenv_is_read_as_people_write_it() {
    let text = "\u{feff}# mine\n\nexport PORT=5001 # here\nMAIL_FROM=\"Ada <ada@example.com>\"\nJWT_SECRET='$a#b\"Zk3vQ1bX9sT7mR5wL2nC8pD4hF6jG0'\nVITE_API_URL=/api\nLOG_LEVEL=warn";
    let config = load_in(&[(".env", text)], &[]).unwrap();
    assert_eq!(config.server.port, 5001);
    assert_eq!(config.mail.from.address.as_str(), "ada@example.com");
    assert_eq!(config.secrets.jwt.expose_secret(), "$a#b\"Zk3vQ1bX9sT7mR5wL2nC8pD4hF6jG0");
    assert_eq!(config.log.filter, "warn");
}

#[test]
fn a_broken_dotenv_is_a_fault_that_repeats_none_of_it() {
    for (text, place) in [
        ("PORT=1\nJWT_SECRET=\"never closed", ".env: cannot be understood at line 2"),
        ("\n\nGITHUB_CLIENT_SECRET never closed", ".env: cannot be understood at line 3"),
    ] {
        let faults = load_in(&[(".env", text)], &[]).unwrap_err().to_string();
        assert!(faults.contains(place) && !faults.contains("never closed"), "{faults}");
    }
    assert_eq!(names(load_in(&[(".env", "VIBESLOP_ENV=production")], &[])), ["VIBESLOP_ENV"]);
    assert_eq!(names(load_in(&[(".env", "PORT=no")], &[])), ["PORT in .env"]);
}

#[test]
fn a_file_is_refused_for_what_it_cannot_mean() {
    for (text, name, problem) in [
        ("[server]\nprot = 1", "server.prot in config/default.toml", "is not a setting; known here: bind, port,"),
        ("[sever]\nport = 1", "sever in config/default.toml", "is not a setting; known here: server, data,"),
        ("port = 1", "port in config/default.toml", "is not a setting"),
        ("server = 1", "server in config/default.toml", "is a table of bind, port,"),
        ("[server.port]\na = 1", "server.port in config/default.toml", "takes a value, not a table"),
        ("[oidc.corp]\nsecret = \"x\"", "oidc.corp.secret in config/default.toml", "known here: issuer, client_id,"),
        ("[server]\nport = \"x\"", "PORT (server.port in config/default.toml)", "\"x\" is no whole number"),
        (
            "[secrets]\njwt_secret = \"never closed",
            "config/default.toml",
            "is not valid TOML: TOML parse error at line 2",
        ),
    ] {
        let faults = load_in(&[("config/default.toml", text)], &[]).unwrap_err();
        let fault = faults.iter().find(|fault| fault.name == name).unwrap_or_else(|| panic!("{text}: {faults}"));
        assert!(fault.problem.contains(problem), "{text}: {faults}");
        assert!(!faults.to_string().contains("never closed"), "{faults}");
    }
}
