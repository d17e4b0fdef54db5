/** Opens the API on a port. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from './create-api.ts';
import type { ApiDependencies } from './dependencies.ts';

export type ApiOptions = ApiDependencies & {
  /** 0: any free one. */
  readonly port: number;
  readonly host?: string;
};

export type RunningApi = { readonly url: string; readonly port: number; readonly stop: () => Promise<void> };

const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 60_000;

/** Starts listening; `stop` lets requests under way finish. Rejects when the port is taken. */
export async function startApi({ port, host = '127.0.0.1', ...dependencies }: ApiOptions): Promise<RunningApi> {
  const api = createApi(dependencies);
  const server = await new Promise<Server>((resolve, reject) => {
    const listening: Server = api.listen(port, host, (error?: Error) => (error === undefined ? resolve(listening) : reject(error)));
  });
  server.headersTimeout = HEADERS_WITHIN_MS;
  server.requestTimeout = REQUEST_WITHIN_MS;
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, port: taken,
    stop: () => new Promise((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      server.closeIdleConnections();
    }),
  };
}
