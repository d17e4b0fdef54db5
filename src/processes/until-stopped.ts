/** How a process of ours ends: on SIGTERM, SIGINT, or when the process that started it is gone. */

/** Tells a parent that waits for it that this process is ready. */
export function tellReady(): void {
  process.send?.('ready');
}

/** Resolves with what asked the process to stop. A second signal ends it at once. */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (by: string): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve(by);
    };
    process.on('SIGTERM', () => ask('SIGTERM'));
    process.on('SIGINT', () => ask('SIGINT'));
    // A killed parent cannot ask any more; nobody else would ever stop this process.
    if (process.send !== undefined) process.once('disconnect', () => ask('the end of its parent'));
    // Listening to it must not keep a process alive that has nothing else to do, such as one that was refused.
    process.channel?.unref();
  });
}
