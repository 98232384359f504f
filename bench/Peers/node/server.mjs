// On Node's net module: one thread, and streams that say when they are full.

import net from "node:net";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
    options: { port: { type: "string", default: "0" }, mode: { type: "string", default: "echo" } },
});

const MAX_LINE = 64 * 1024;
const END_OF_LINE = Buffer.from("\r\n");
const everybody = new Set();

// Calls `tell` with all lines that a chunk completed, each ended with CR LF, in one buffer.
function onLines(socket, tell) {
    let kept = null;
    socket.on("data", (chunk) => {
        const input = kept === null ? chunk : Buffer.concat([kept, chunk]);
        const parts = [];
        let start = 0, found, searched = kept === null ? 0 : kept.length;
        while ((found = input.indexOf(10, searched)) >= 0) {
            const end = found > start && input[found - 1] === 13 ? found - 1 : found;
            if (end - start > MAX_LINE) return socket.destroy();
            parts.push(input.subarray(start, end), END_OF_LINE);
            start = searched = found + 1;
        }
        kept = start < input.length ? input.subarray(start) : null;
        if (kept !== null && kept.length > MAX_LINE + 1) return socket.destroy();
        if (parts.length > 0) tell(Buffer.concat(parts));
    });
}

// A client that does not take its answers gets to ask no more until it has.
function answer(socket, bytes) {
    if (!socket.write(bytes)) {
        socket.pause();
        socket.once("drain", () => socket.resume());
    }
}

const modes = {
    echo: (socket) => socket.pipe(socket),
    line: (socket) => onLines(socket, (lines) => answer(socket, lines)),
    broadcast(socket) {
        everybody.add(socket);
        socket.on("close", () => everybody.delete(socket));
        onLines(socket, (lines) => {
            for (const other of everybody) if (other !== socket) other.write(lines);
        });
    },
};

const server = net.createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());     // Gone without a word, which is the client's right.
    modes[options.mode](socket);
});
server.listen({ port: Number(options.port), host: "127.0.0.1", backlog: 4096 }, () => {
    console.log(`Listening on 127.0.0.1:${server.address().port}`);
});
