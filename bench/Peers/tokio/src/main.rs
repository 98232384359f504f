//! A server on Tokio with the current-thread runtime: one task for each connection.

mod answers;
mod lines;
mod room;

use std::io::{self, Write};
use tokio::net::{TcpListener, TcpStream};

struct Options {
    port: u16,
    mode: String,
}

fn read_options() -> Options {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut options = Options {
        port: 0,
        mode: "echo".into(),
    };
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--port" => options.port = value.parse().expect("a port"),
            [name, value] if name == "--mode" => options.mode = value.clone(),
            other => panic!("what is {other:?}?"),
        }
    }
    options
}

async fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    let (client, _) = listener.accept().await?;
    client.set_nodelay(true)?;
    Ok(client)
}

async fn serve(options: Options) -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
    println!("Listening on {}", listener.local_addr()?);
    io::stdout().flush()?;

    let room = room::Room::default();
    loop {
        let client = accept(&listener).await?;
        // A client that is gone without a word is an error of that connection and nobody else's.
        match options.mode.as_str() {
            "line" => drop(tokio::spawn(answers::lines(client))),
            "broadcast" => drop(tokio::spawn(room.clone().host(client))),
            _ => drop(tokio::spawn(answers::echo(client))),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    serve(read_options()).await
}
