use super::*;

#[tokio::test(start_paused = true)]
async fn a_stream_begins_with_how_much_is_unread_and_goes_on_with_what_happens() {
    let site = site().await;
    site.board.write(ADA, notification(1));
    site.settled().await;
    let mut listener = site.open(ADA, None).await;
    assert_eq!(ids(&mut listener).await, ["1-1"]);
    site.board.write(BOB, notification(2));
    site.board.write(ADA, notification(3));
    site.settled().await;
    assert_eq!(ids(&mut listener).await, ["3-0", "3-1"], "nobody hears of what concerns others");
    site.board.write(ADA, notification(4));
    site.settled().await;
    assert_eq!(ids(&mut listener).await, ["4-1"], "what is gone or hidden is passed over");
    let message = MessageId(Uuid::from_u128(5));
    for person in [ADA, BOB] {
        site.board.write(person, What::Message(message));
    }
    site.settled().await;
    let Some(Heard::Event(event)) = listener.next().await else { panic!("no event") };
    let Told::Message(said) = &event.told else { panic!("{event:?}") };
    assert_eq!((said.to, said.message.id, said.message.is_from_viewer), (ADA, message, true));
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_now_and_then() {
    let site = site().await;
    let mut listener = site.open(ADA, None).await;
    assert!(matches!(listener.next().await, Some(Heard::Event(_))));
    let before = tokio::time::Instant::now();
    assert_eq!(listener.next().await, Some(Heard::Silence));
    assert_eq!(before.elapsed().as_secs(), 15);
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_back_is_told_what_was_missed_and_nothing_twice() {
    let site = site().await;
    for number in 1..=250_u128 {
        site.board.write(if number % 2 == 0 { ADA } else { BOB }, What::Counts);
    }
    site.settled().await;
    let mut listener = site.open(ADA, Some("20-1")).await;
    assert_eq!(ids(&mut listener).await, ["220-1", "250-1"], "a page at a time");
    let mut listener = site.open(ADA, Some("250-1")).await;
    assert!(ids(&mut listener).await.is_empty(), "all was told");
    let mut listener = site.open(ADA, Some("250-0")).await;
    assert_eq!(ids(&mut listener).await, ["250-1"], "cut off between the thing and its count");
}

#[tokio::test(start_paused = true)]
async fn somebody_who_saw_more_on_another_node_does_not_see_it_again() {
    let site = site().await;
    site.board.write(ADA, notification(1));
    site.settled().await;
    // Told elsewhere, and not taken up here yet.
    let claims = claims(ADA, "token");
    let seat = Hub::seat(&site.stream.hub, &claims, Some(Position(2))).unwrap();
    let since = Since::Event("2-1".parse().unwrap());
    let clock: Arc<dyn Clock> = site.clock.clone();
    let mut listener = Listener::new(seat, since, site.stream.rows(), clock, claims.expires_at);
    site.board.write(ADA, notification(2));
    site.settled().await;
    site.board.write(ADA, What::Counts);
    site.settled().await;
    assert_eq!(ids(&mut listener).await, ["3-1"]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_made_good_is_told_openly() {
    let site = site().await;
    for number in 1..=3 {
        site.board.write(ADA, notification(number));
    }
    site.settled().await;
    *site.board.pruned.lock().unwrap() = Position(2);
    for last in ["1-1", "4-0", "99-0", "nonsense", ""] {
        let mut listener = site.open(ADA, Some(last)).await;
        assert_eq!(ids(&mut listener).await, ["3-0", "3-1"], "{last}");
    }
    let mut listener = site.open(ADA, Some("1-1")).await;
    let Some(Heard::Event(event)) = listener.next().await else { panic!("no event") };
    assert_eq!(event.told, Told::Resync);
    let mut listener = site.open(ADA, Some("2-1")).await;
    assert_eq!(ids(&mut listener).await, ["3-0", "3-1"], "nothing behind it was pruned");
}

#[tokio::test(start_paused = true)]
async fn what_happens_while_the_store_is_away_is_told_when_it_is_back() {
    let site = site().await;
    let mut listener = site.open(ADA, None).await;
    assert_eq!(ids(&mut listener).await, ["0-1"]);
    site.board.away.store(true, Ordering::SeqCst);
    site.board.write(ADA, What::Counts);
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    site.board.away.store(false, Ordering::SeqCst);
    site.settled().await;
    assert_eq!(ids(&mut listener).await, ["1-1"]);
}
