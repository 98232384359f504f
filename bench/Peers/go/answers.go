package main

import (
	"bufio"
	"bytes"
	"net"
)

// echo reads and writes itself: io.Copy would splice from socket to socket through a pipe, which is slower for small
// messages and no way to answer anything else.
func echo(client net.Conn) {
	buffer := make([]byte, 64*1024)
	for {
		count, err := client.Read(buffer)
		if err != nil {
			return
		}
		if _, err := client.Write(buffer[:count]); err != nil {
			return
		}
	}
}

// readLine returns the next line without its end, valid until the next call. A line that is too long is an error.
func readLine(reader *bufio.Reader) ([]byte, error) {
	line, err := reader.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	line = bytes.TrimSuffix(line[:len(line)-1], []byte("\r"))
	if len(line) > maxLine {
		return nil, bufio.ErrBufferFull
	}
	return line, nil
}

func newLineReader(client net.Conn) *bufio.Reader {
	return bufio.NewReaderSize(client, maxLine+2)
}

// answerLines flushes when all that was read is answered.
func answerLines(client net.Conn) {
	reader := newLineReader(client)
	writer := bufio.NewWriterSize(client, 64*1024)
	for {
		line, err := readLine(reader)
		if err != nil {
			writer.Flush()
			return
		}
		writer.Write(line)
		writer.WriteString("\r\n")
		if !holdsLine(reader) {
			if writer.Flush() != nil {
				return
			}
		}
	}
}

// holdsLine tells whether another line has been read already.
func holdsLine(reader *bufio.Reader) bool {
	waiting, _ := reader.Peek(reader.Buffered())
	return bytes.IndexByte(waiting, '\n') >= 0
}
