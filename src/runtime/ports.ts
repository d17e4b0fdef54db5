/** Ports: the wanted one, or the next that is free. */
import { createServer } from 'node:net';

const TRIES = 50;

/** The first free port from `wanted` on; 0 gives any free one. */
export async function freePort(wanted: number): Promise<number> {
  if (wanted === 0) return (await tryPort(0)) ?? freePort(0);
  for (let candidate = wanted; candidate < wanted + TRIES; candidate += 1) {
    const bound = await tryPort(candidate);
    if (bound !== null) return bound;
  }
  return freePort(0);
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(bound));
    });
  });
}
