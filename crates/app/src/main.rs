//! The program `vibeslop`.

use std::process::ExitCode;

use clap::Parser;
use vibeslop::{cli, config::Sources};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(cli::Cli::parse(), &Sources::of_process()).await
}
