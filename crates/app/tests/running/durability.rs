//! What is kept, whatever happens to the program or to its database.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::program::{Program, client, folder, sign_in};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_answered_is_lost_by_a_kill() {
    let folder = folder();
    let program = Program::start(folder.path());
    println!("first start: {} ms", program.began.elapsed().as_millis());
    let client = client();
    let token = sign_in(&client, &program.url).await;

    let began = Instant::now();
    let written = Arc::new(std::sync::Mutex::new(Vec::<String>::new()));
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (client, url, token) = (client.clone(), program.url.clone(), token.clone());
            let written = Arc::clone(&written);
            tokio::spawn(async move {
                for n in 0.. {
                    let body = json!({"post": {"content": format!("{writer} wrote {n}")}}).to_string();
                    let request = client.post(format!("{url}/api/posts")).bearer_auth(&token);
                    let answer = request.header("content-type", "application/json").body(body).send().await;
                    let Ok(answer) = answer else { return };
                    if answer.status() != 201 {
                        return;
                    }
                    let Ok(body) = answer.json::<Value>().await else { return };
                    let id = body.pointer("/data/id").and_then(Value::as_str).unwrap().to_owned();
                    written.lock().unwrap().push(id);
                }
            })
        })
        .collect();
    while written.lock().unwrap().len() < 200 {
        assert!(began.elapsed() < Duration::from_mins(1), "the writers were refused");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    program.kill();
    for writer in writers {
        writer.await.unwrap();
    }

    let program = Program::start(folder.path());
    println!("start after the kill: {} ms", program.began.elapsed().as_millis());
    let written = written.lock().unwrap().clone();
    for id in &written {
        let answer = client.get(format!("{}/api/posts/{id}", program.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{id} was answered 201 and is gone");
    }
    println!("{} posts were answered, all are there", written.len());
    // The token survives as well: secrets are kept in the data folder.
    let me = client.get(format!("{}/api/me", program.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 200);
    let (well, took) = program.stop();
    assert!(well, "{}", fs::read_to_string(folder.path().join("log")).unwrap_or_default());
    println!("stopped in {} ms", took.as_millis());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_has_one_program_and_commands_beside_it() {
    let folder = folder();
    let program = Program::start(folder.path());
    let client = client();
    sign_in(&client, &program.url).await;
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_vibeslop"))
            .args(arguments)
            .current_dir(folder.path())
            .env_remove("DATABASE_URL")
            .envs([("DATA_DIR", "data"), ("PORT", "0")])
            .output()
            .unwrap()
    };
    let second = run(&["serve"]);
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(said.contains("vibeslop:") && said.contains("data"), "{said}");

    let token = run(&["token", "alice"]);
    assert!(token.status.success(), "{}", String::from_utf8_lossy(&token.stderr));
    let token = String::from_utf8(token.stdout).unwrap().trim().to_owned();
    let me = client.get(format!("{}/api/me", program.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(me.status(), 200);
    let nobody = run(&["token", "nobody"]);
    assert_eq!(nobody.status.code(), Some(1));

    for said in ["Added 5 people", "nothing was added"] {
        let seeded = run(&["seed", "--demo"]);
        let text = String::from_utf8_lossy(&seeded.stdout).into_owned();
        assert!(seeded.status.success() && text.contains(said), "{text}{}", String::from_utf8_lossy(&seeded.stderr));
    }
    let feed = client.get(format!("{}/api/posts", program.url)).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(feed["data"].as_array().unwrap().len(), 7);
    assert!(feed["data"].as_array().unwrap().iter().any(|item| item["likes"].as_i64() > Some(0)));
    let token = String::from_utf8(run(&["token", "sarahc"]).stdout).unwrap().trim().to_owned();
    let talks = client.get(format!("{}/api/conversations", program.url)).bearer_auth(token);
    let talks = talks.send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!((talks["data"].as_array().map(Vec::len), &talks["data"][0]["unread_count"]), (Some(1), &Value::from(2)));

    let slow = client.get(format!("{}/api/tools", program.url)).send();
    let (answer, (well, _)) = (slow.await, program.stop());
    assert!(well && answer.is_ok_and(|answer| answer.status() == 200));
    assert!(run(&["migrate"]).status.success());
}

/// The commands between the fences of the README's walk.
fn walk() -> String {
    let readme = include_str!("../../../../README.md");
    let (_, behind) = readme.split_once("```sh\n").unwrap();
    behind.split_once("```").unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_walk_of_the_readme_works_as_it_is_printed() {
    if Command::new("jq").arg("--version").output().is_err() {
        println!("left out: the walk needs jq, which is not installed");
        return;
    }
    let folder = folder();
    let program = Program::start(folder.path());
    // The walk goes where a developer's service is; this one is elsewhere.
    let script = walk().replace("http://localhost:4001", &program.url).replace("/tmp/", "");
    assert!(script.contains(&program.url) && script.contains("scripts/sign-in alice"), "{script}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::os::unix::fs::symlink(root.canonicalize().unwrap().join("scripts"), folder.path().join("scripts")).unwrap();
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(folder.path())
        .env("BASE_URL", &program.url)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    for sign in ["\"username\": \"alice\"", "alice/harbor-lights", "update  Harbor Lights is out"] {
        assert!(said.contains(sign), "{sign} is not in: {said}");
    }
    // jq prints this for what is not there. `me` has nothing to say of some of its fields.
    let behind_me = said.split_once("alice/").unwrap().1;
    assert!(!behind_me.lines().any(|line| line == "null"), "{said}");
    assert!(program.stop().0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_server_that_ends_by_itself_is_started_again() {
    let folder = folder();
    let program = Program::start(folder.path());
    let client = client();
    let token = sign_in(&client, &program.url).await;
    let data = fs::read_dir(folder.path().join("data/database")).unwrap().map(|entry| entry.unwrap().path());
    let pid_file = data.map(|path| path.join("postmaster.pid")).find(|file| file.exists()).unwrap();
    let server = || fs::read_to_string(&pid_file).ok()?.lines().next()?.parse::<i32>().ok();
    let first = server().unwrap();
    kill_process(Pid::from_raw(first).unwrap(), Signal::QUIT).unwrap();
    let began = Instant::now();
    while server().is_none_or(|pid| pid == first) {
        assert!(began.elapsed() < Duration::from_secs(30), "nobody started it again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    loop {
        let answer = client.get(format!("{}/api/me", program.url)).bearer_auth(&token).send().await.unwrap();
        match answer.status().as_u16() {
            200 => break,
            503 => assert!(began.elapsed() < Duration::from_secs(30), "it stays away"),
            other => panic!("{other} while the database is away"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("back after {} ms", began.elapsed().as_millis());
    assert!(program.stop().0);
}
