//! What conversations hold equals what their messages say, whatever happens.

use crate::{
    counters::Dice,
    site::{Site, person},
};

const PEOPLE: u32 = 4;

/// One thing that happens to messages, as one statement. People who are gone by now are part of the game.
fn event(dice: &mut Dice) -> String {
    let (who, whom) = (person(dice.below(PEOPLE)), person(dice.below(PEOPLE)));
    let pair = format!("(least('{who}'::uuid, '{whom}'), greatest('{who}'::uuid, '{whom}'))");
    // Not always in the order of time: clocks differ.
    let at = format!("now() - interval '{} minutes'", dice.below(50));
    match dice.below(12) {
        0 => format!(
            "INSERT INTO conversations (user_one_id, user_two_id, created_by_id)
             SELECT least(a.id, b.id), greatest(a.id, b.id), a.id FROM users AS a, users AS b
             WHERE a.id = '{who}' AND b.id = '{whom}' AND a.id <> b.id ON CONFLICT DO NOTHING"
        ),
        1..=5 => format!(
            "INSERT INTO messages (conversation_id, sender_id, content, inserted_at)
             SELECT id, '{who}', 'Hello', {at} FROM conversations WHERE (user_one_id, user_two_id) = {pair}"
        ),
        6 => "INSERT INTO messages (conversation_id, sender_id, content, read_at)
             SELECT c.id, u.id, 'Hello', CASE WHEN random() < 0.5 THEN now() END
             FROM conversations AS c JOIN users AS u ON u.id IN (c.user_one_id, c.user_two_id)"
            .to_owned(),
        7 | 8 => format!(
            "UPDATE messages SET read_at = now() WHERE sender_id <> '{who}' AND read_at IS NULL AND conversation_id IN
                (SELECT id FROM conversations WHERE (user_one_id, user_two_id) = {pair})"
        ),
        9 => "UPDATE messages SET read_at = CASE WHEN random() < 0.5 THEN now() END".to_owned(),
        10 if dice.below(6) == 0 => format!("DELETE FROM users WHERE id = '{who}'"),
        10 => format!(
            "INSERT INTO users (id, email, username, display_name)
             SELECT v.id, v.name || '@example.com', v.name, 'Somebody' FROM (VALUES ('{who}'::uuid, 'p' || right('{who}', 9)))
                AS v (id, name) ON CONFLICT DO NOTHING"
        ),
        _ => "DELETE FROM messages WHERE id IN (SELECT id FROM messages ORDER BY inserted_at DESC, id DESC LIMIT 2)"
            .to_owned(),
    }
}

#[tokio::test]
async fn conversations_agree_with_their_messages_after_any_history() {
    let mut said = 0;
    for seed in 1..=4 {
        let site = Site::with(PEOPLE, 0).await;
        let mut dice = Dice(seed);
        let mut history = Vec::new();
        for step in 1..=250 {
            let event = event(&mut dice);
            site.run(&event).await;
            history.push(event);
            if step % 10 == 0 {
                assert_eq!(site.wrong_counters().await, 0, "seed {seed}, step {step}:\n{}", history.join(";\n"));
                said += site.number("SELECT count(*) FROM messages WHERE read_at IS NULL").await;
            }
        }
    }
    assert!(said > 100, "the histories would prove nothing if nothing had been said");
}

#[tokio::test]
async fn the_tables_refuse_what_makes_no_sense() {
    let site = Site::with(3, 0).await;
    let (ada, bob, cleo) = (person(0), person(1), person(2));
    let pair = |one, two, by| {
        format!("INSERT INTO conversations (user_one_id, user_two_id, created_by_id) VALUES ('{one}', '{two}', '{by}')")
    };
    site.run(&pair(ada, bob, bob)).await;
    let from = |sender| {
        format!(
            "INSERT INTO messages (conversation_id, sender_id, content) SELECT id, '{sender}', 'Hello' FROM conversations"
        )
    };
    site.run(&from(ada)).await;
    for (statement, constraint) in [
        (pair(ada, bob, ada), "conversations_pair"),
        (pair(cleo, bob, bob), "canonical_user_order"),
        (pair(ada, ada, ada), "canonical_user_order"),
        (pair(ada, cleo, bob), "conversations_created_by_one_of_them"),
        (from(cleo), "messages_sender_takes_part"),
        ("UPDATE messages SET content = 'Something else'".to_owned(), "messages_stay"),
        (format!("UPDATE conversations SET user_two_id = '{cleo}'"), "conversations_stay"),
    ] {
        let mut connection = site.database.connection().await.unwrap();
        let error = diesel_async::SimpleAsyncConnection::batch_execute(&mut connection, &statement).await.unwrap_err();
        assert!(vibeslop_postgres::error::violated(&error, constraint), "{constraint}: {error:?}");
    }
}

#[tokio::test]
async fn an_account_takes_its_conversations_along() {
    let site = Site::with(3, 0).await;
    let (ada, bob, cleo) = (person(0), person(1), person(2));
    site.run(&format!(
        "INSERT INTO conversations (user_one_id, user_two_id, created_by_id)
            VALUES ('{ada}', '{bob}', '{ada}'), ('{bob}', '{cleo}', '{cleo}'), ('{ada}', '{cleo}', '{ada}');
         INSERT INTO messages (conversation_id, sender_id, content)
            SELECT c.id, u.id, 'Hello' FROM conversations AS c JOIN users AS u ON u.id IN (user_one_id, user_two_id)"
    ))
    .await;
    site.run(&format!("DELETE FROM users WHERE id = '{bob}'")).await;
    assert_eq!(site.number("SELECT count(*) FROM conversations").await, 1);
    assert_eq!(site.number("SELECT count(*) FROM messages").await, 2);
    assert_eq!(site.wrong_counters().await, 0);
}
