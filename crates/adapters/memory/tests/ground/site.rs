use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_memory::Memory;
use vibeslop_ports::{
    accounts::AccountQueries,
    transactions::{Transactions, UnitOfWork},
};
use vibeslop_testkit::fixtures::{CountingIds, FakeClock, new_account, noon};

pub fn site() -> Memory {
    Memory::new(Arc::new(FakeClock::default()), Arc::new(CountingIds::default()))
}

pub async fn create(unit: &mut Box<dyn UnitOfWork>, number: u128, login: &str) -> UserId {
    let (username, account) = new_account(login);
    let id = UserId(Uuid::from_u128(number));
    unit.accounts().create(id, &username, &account, noon()).await.unwrap();
    id
}

/// Makes an account in a unit of work of its own.
pub async fn person(memory: &Memory, number: u128, login: &str) -> UserId {
    let mut unit = memory.begin().await.unwrap();
    let id = create(&mut unit, number, login).await;
    unit.commit().await.unwrap();
    id
}

/// Whether somebody has this name, for those who ask from outside.
pub async fn is_there(memory: &Memory, login: &str) -> bool {
    let (memory, login) = (memory.clone(), login.to_owned());
    // A task of its own is outside of every request.
    tokio::spawn(async move { memory.id_of(&login).await.unwrap().is_some() }).await.unwrap()
}
