/** Each shipped cadence does on each date what its golden timelines say: derived by hand from the domain table, the file and the law. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { liveGolden, readGolden, type ToldAct } from './golden-timeline.ts';

const FOLDER = 'test/cadence/golden';
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

/** Only what the file names is compared; every act that happens has to be named. */
function named(happened: ToldAct, expected: ToldAct | undefined): ToldAct {
  return expected === undefined ? happened : Object.fromEntries(Object.keys(expected).map((key) => [key, happened[key as keyof ToldAct]])) as ToldAct;
}

describe('golden timelines', () => {
  it.each(files)('%s', (file) => {
    const golden = readGolden(`${FOLDER}/${file}`);
    const lived = liveGolden(golden);
    expect(lived.refused).toEqual([]);
    expect(lived.acts.map((act, index) => named(act, golden.acts[index]))).toEqual(golden.acts);
    expect(lived.ends).toEqual(golden.ends);
  });

  it('cover each shipped cadence at least three times', () => {
    const counts = new Map<string, number>();
    for (const file of files) {
      const { cadence } = readGolden(`${FOLDER}/${file}`);
      counts.set(cadence, (counts.get(cadence) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count >= 3).map(([cadence]) => cadence).toSorted()).toEqual(['business-net-30', 'first-party-consumer-early', 'third-party-consumer']);
  });
});
