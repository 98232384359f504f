package main

import (
	"net"
	"sync"
)

// A room is all who are connected.
type room struct {
	lock    sync.Mutex
	members map[*member]struct{}
}

// A member hears what the others say. Its own goroutine writes, so that one who does not read holds up nobody.
type member struct {
	lock   sync.Mutex
	wake   *sync.Cond
	queued net.Buffers
	gone   bool
}

func newRoom() *room {
	return &room{members: make(map[*member]struct{})}
}

func (room *room) host(client net.Conn) {
	self := &member{}
	self.wake = sync.NewCond(&self.lock)
	room.lock.Lock()
	room.members[self] = struct{}{}
	room.lock.Unlock()

	go self.talk(client)
	room.listen(client, self)

	room.lock.Lock()
	delete(room.members, self)
	room.lock.Unlock()
	self.leave()
}

// listen gathers the lines that one read brought.
func (room *room) listen(client net.Conn, self *member) {
	reader := newLineReader(client)
	for {
		var lines []byte
		for len(lines) == 0 || holdsLine(reader) {
			line, err := readLine(reader)
			if err != nil {
				return
			}
			lines = append(append(lines, line...), "\r\n"...)
		}
		room.say(self, lines)
	}
}

func (room *room) say(speaker *member, lines []byte) {
	room.lock.Lock()
	defer room.lock.Unlock()
	for other := range room.members {
		if other != speaker {
			other.hear(lines)
		}
	}
}

func (member *member) hear(lines []byte) {
	member.lock.Lock()
	member.queued = append(member.queued, lines)
	member.lock.Unlock()
	member.wake.Signal()
}

func (member *member) leave() {
	member.lock.Lock()
	member.gone = true
	member.lock.Unlock()
	member.wake.Signal()
}

// talk writes what has gathered in one call; the bytes are shared by all members.
func (member *member) talk(client net.Conn) {
	for {
		member.lock.Lock()
		for len(member.queued) == 0 && !member.gone {
			member.wake.Wait()
		}
		leaving := member.queued
		member.queued = nil
		gone := member.gone
		member.lock.Unlock()
		if gone {
			return
		}
		if _, err := leaving.WriteTo(client); err != nil {
			client.Close() // which ends listen
			return
		}
	}
}
