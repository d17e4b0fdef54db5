/** A bar on stderr for long work; silent where nobody looks at it. */
import { SingleBar } from 'cli-progress';

export type ProgressBar = { readonly set: (done: number, total?: number) => void; readonly stop: () => void };

export function openProgressBar(title: string, total: number, quiet: boolean): ProgressBar {
  if (quiet || !process.stderr.isTTY) return { set: () => undefined, stop: () => undefined };
  const bar = new SingleBar({ format: `${title} {bar} {percentage}% {value}/{total}`, stream: process.stderr, clearOnComplete: true, hideCursor: true });
  bar.start(Math.max(1, total), 0);
  return {
    set: (done, newTotal) => {
      if (newTotal !== undefined) bar.setTotal(Math.max(1, newTotal));
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
