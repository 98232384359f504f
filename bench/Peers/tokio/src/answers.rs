//! The modes in which a client hears only of itself.

use crate::lines;
use bytes::BytesMut;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const READ_SIZE: usize = 64 * 1024;

pub async fn echo(mut client: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; READ_SIZE];
    loop {
        let count = client.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        client.write_all(&buffer[..count]).await?;
    }
}

/// The answers of one read leave in one write.
pub async fn lines(mut client: TcpStream) -> io::Result<()> {
    let (mut input, mut answers, mut searched) = (BytesMut::new(), BytesMut::new(), 0);
    loop {
        input.reserve(READ_SIZE);
        if client.read_buf(&mut input).await? == 0 {
            return Ok(());
        }
        lines::take(&mut input, &mut searched, &mut answers)?;
        client.write_all(&answers).await?;
        answers.clear();
    }
}
