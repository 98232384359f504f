// A server on Go's net package: one goroutine for each connection, and one more for each that hears others.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
)

const maxLine = 64 * 1024

func main() {
	port := flag.Int("port", 0, "0 lets the kernel choose")
	mode := flag.String("mode", "echo", "echo, line or broadcast")
	flag.Parse()

	everybody := newRoom()
	serve := map[string]func(net.Conn){"echo": echo, "line": answerLines, "broadcast": everybody.host}[*mode]
	if serve == nil {
		log.Fatalf("there is no mode %q", *mode)
	}

	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Listening on %s\n", listener.Addr())
	for {
		client, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer client.Close()
			serve(client)
		}()
	}
}
