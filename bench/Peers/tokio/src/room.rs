//! All who are connected, and for each a queue of what the others said. The bytes in the queues are shared.

use crate::answers::READ_SIZE;
use crate::lines;
use bytes::{Buf, Bytes, BytesMut};
use std::collections::{HashMap, VecDeque};
use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{unbounded_channel, UnboundedReceiver, UnboundedSender};

const MOST_AT_ONCE: usize = 64;

#[derive(Default)]
struct Members {
    queues: HashMap<u64, UnboundedSender<Bytes>>,
    last: u64,
}

#[derive(Clone, Default)]
pub struct Room(Arc<Mutex<Members>>);

impl Room {
    pub async fn host(self, client: TcpStream) -> io::Result<()> {
        let (input, output) = client.into_split();
        let (sender, receiver) = unbounded_channel();
        let me = self.enter(sender);
        let talking = tokio::spawn(talk(receiver, output));
        let result = self.listen(me, input).await;
        self.0.lock().unwrap().queues.remove(&me);
        talking.abort();
        result
    }

    fn enter(&self, queue: UnboundedSender<Bytes>) -> u64 {
        let mut members = self.0.lock().unwrap();
        members.last += 1;
        let me = members.last;
        members.queues.insert(me, queue);
        me
    }

    async fn listen(&self, me: u64, mut client: OwnedReadHalf) -> io::Result<()> {
        let (mut input, mut lines, mut searched) = (BytesMut::new(), BytesMut::new(), 0);
        loop {
            input.reserve(READ_SIZE);
            if client.read_buf(&mut input).await? == 0 {
                return Ok(());
            }
            lines::take(&mut input, &mut searched, &mut lines)?;
            if !lines.is_empty() {
                self.say(me, lines.split().freeze());
            }
        }
    }

    fn say(&self, me: u64, lines: Bytes) {
        for (member, queue) in &self.0.lock().unwrap().queues {
            if *member != me {
                // It fails for somebody who cannot be sent to any more, and is about to leave.
                let _ = queue.send(lines.clone());
            }
        }
    }
}

/// What has gathered leaves in one write.
async fn talk(mut queue: UnboundedReceiver<Bytes>, mut client: OwnedWriteHalf) -> io::Result<()> {
    let mut leaving = VecDeque::new();
    while let Some(first) = queue.recv().await {
        leaving.push_back(first);
        while leaving.len() < MOST_AT_ONCE {
            match queue.try_recv() {
                Ok(next) => leaving.push_back(next),
                Err(_) => break,
            }
        }
        while !leaving.is_empty() {
            let sent = write_some(&mut client, &leaving).await?;
            forget(&mut leaving, sent);
        }
    }
    Ok(())
}

async fn write_some(client: &mut OwnedWriteHalf, leaving: &VecDeque<Bytes>) -> io::Result<usize> {
    if leaving.len() == 1 {
        return client.write(&leaving[0]).await;
    }
    let slices: Vec<IoSlice> = leaving.iter().map(|bytes| IoSlice::new(bytes)).collect();
    client.write_vectored(&slices).await
}

fn forget(leaving: &mut VecDeque<Bytes>, mut sent: usize) {
    while let Some(first) = leaving.front_mut() {
        if sent < first.len() {
            first.advance(sent);
            return;
        }
        sent -= first.len();
        leaving.pop_front();
    }
}
