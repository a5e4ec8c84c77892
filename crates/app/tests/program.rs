//! The program itself, started as an operator starts it.

use std::{
    fs, io,
    path::Path,
    process::{Command, Output},
};

fn vibeslop(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_vibeslop"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
}

#[test]
fn a_configuration_that_makes_no_sense_ends_with_78_and_all_faults() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".env"), "PORT=abc\nSMTP_URL=hunter2\n").unwrap();
    for arguments in [&[][..], &["serve"], &["migrate"], &["config"], &["token", "ada"]] {
        let output = vibeslop(folder.path(), arguments, &[("POOL_SIZE", "none")]).unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(78), "{stderr}");
        assert!(output.stdout.is_empty());
        assert!(stderr.starts_with("vibeslop: the configuration has 3 faults:\n"), "{stderr}");
        for name in ["PORT in .env: ", "SMTP_URL in .env: ", "POOL_SIZE: "] {
            assert!(stderr.contains(&format!("\n  {name}")), "{stderr}");
        }
        assert!(!stderr.contains("hunter2"), "{stderr}");
    }
    assert!(!folder.path().join(".vibeslop").exists());
}

#[test]
fn the_configuration_is_printed_masked_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "Zk3vQ1bX9sT7mR5wL2nC8pD4hF6jG0yA";
    let output = vibeslop(folder.path(), &["config"], &[("PORT", "5000"), ("JWT_SECRET", secret)]).unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(stdout.lines().any(|line| line.starts_with("PORT") && line.contains("5000")), "{stdout}");
    assert!(stdout.lines().any(|line| line.starts_with("JWT_SECRET") && line.contains("********")), "{stdout}");
    assert!(!stdout.contains(secret));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_program_tells_its_version() {
    let output = vibeslop(Path::new("."), &["--version"], &[]).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), concat!("vibeslop ", env!("CARGO_PKG_VERSION"), "\n"));
}
