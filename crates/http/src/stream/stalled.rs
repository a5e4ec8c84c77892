use std::any::Any;

use actix_web::dev::Extensions;

/// How long what was sent may wait for a reader who takes nothing, in milliseconds.
const STALLED: u32 = 30_000;

/// Lets the system close a connection whose other end takes nothing of what it is sent: to be called for each new
/// connection (`HttpServer::on_connect`). A stream that ended because its reader is slow would otherwise keep its
/// connection for as long as the reader likes. Where the system cannot do so, nothing is done.
pub fn cut_when_stalled(connection: &dyn Any, _: &mut Extensions) {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Some(socket) = connection.downcast_ref::<actix_web::rt::net::TcpStream>()
        && let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(socket, STALLED)
    {
        tracing::debug!(%error, "a connection has no limit on how long it may stall");
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = (connection, STALLED);
}
