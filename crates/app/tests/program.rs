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
fn the_program_tells_its_version_and_commit() {
    let output = vibeslop(Path::new("."), &["--version"], &[]).unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let commit = said.strip_prefix(concat!("vibeslop ", env!("CARGO_PKG_VERSION"), " ("));
    let commit = commit.and_then(|rest| rest.strip_suffix(")\n")).unwrap_or_else(|| panic!("{said:?}"));
    assert!(!commit.is_empty() && commit.len() <= 12, "{said:?}");
    // A checkout knows what it is, an archive does not, and a packager may say something of their own.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let head = Command::new("git").arg("-C").arg(&root).args(["rev-parse", "--show-prefix", "HEAD"]).output();
    if let Ok(head) = head
        && option_env!("VIBESLOP_COMMIT").is_none()
        && let Some(head) = String::from_utf8(head.stdout).unwrap().strip_prefix('\n')
        && head.len() >= 40
    {
        assert!(head.starts_with(commit), "{said:?} was built from {head:?}");
    }
}
