/**
 * One rule for everything that `dunwell up` started, servers and processes alike: what dies is started again after a pause that grows,
 * and after too many deaths in a row nothing more is tried.
 */
import { setTimeout as delay } from 'node:timers/promises';

const RESTART_AFTER_MS = 1_000;
const DEATHS_IN_A_ROW = 5;
/** What lived so long has started well: its next death begins a new row. */
const LIVED_WELL_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

/** A server or process from its start to its death. */
export type Life = {
  /** Resolves with a sentence of its death, or with any one when `stopping` is aborted. */
  readonly untilDead: (stopping: AbortSignal) => Promise<string>;
  readonly stop: () => Promise<void>;
};

export type Voice = {
  readonly onNotice: (sentence: string) => void;
  /** It died too often in a row: nothing more is tried. */
  readonly onGivenUp: (sentence: string) => void;
};

export type Supervision = Voice & {
  readonly first: Life;
  /** Starts it again; throws when that fails, which is one more death. Told to stop, it need not come up any more. */
  readonly startAgain: (stopping: AbortSignal) => Promise<Life>;
  readonly logPath: string;
};

export type Supervised = { readonly stop: () => Promise<void> };

/** Watches over what has been started; `stop` ends it whether it lives, waits for its next start or is being started. */
export function supervise(supervision: Supervision): Supervised {
  const stopping = new AbortController();
  const ended = keepAlive(supervision, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function keepAlive({ first, startAgain, logPath, onNotice, onGivenUp }: Supervision, stopping: AbortSignal): Promise<void> {
  let deaths = 0;
  for (let life: Life | null = first; life !== null;) {
    const startedMs = Date.now();
    const cause = await life.untilDead(stopping);
    if (stopping.aborted) return life.stop();
    if (Date.now() - startedMs > LIVED_WELL_MS) deaths = 0;
    life = await revive(cause);
  }

  /** The next life, or null when there is none to be. What it died of may last for a while: a start that fails is one more death. */
  async function revive(cause: string): Promise<Life | null> {
    deaths += 1;
    if (deaths > DEATHS_IN_A_ROW) {
      onGivenUp(`${cause}, and that was the ${deaths}th time in a row; see ${logPath}`);
      return null;
    }
    onNotice(`${cause} and is started again`);
    if (!(await pause(RESTART_AFTER_MS * deaths, stopping))) return null;
    try {
      return await startAgain(stopping);
    } catch (error) {
      return stopping.aborted ? null : revive(error instanceof Error ? error.message : String(error));
    }
  }
}

/** False when it was cut short. */
function pause(milliseconds: number, stopping: AbortSignal): Promise<boolean> {
  return delay(milliseconds, true, { signal: stopping }).catch(() => false);
}

/** Looks again and again whether something lives, until it does not or nobody wants to know any more. */
export async function untilGone(isAlive: () => Promise<boolean>, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await isAlive())) await pause(LOOK_EVERY_MS, stopping);
}
