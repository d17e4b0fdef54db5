/** Lines of a text file, one after the other, whatever its size: a line that does not end is cut off instead of filling the memory. */
import { createReadStream } from 'node:fs';

/** A row of all fields has about 4 KB. */
const LINE_CHARACTERS_MAX = 64 * 1024;

export type Line = { readonly lineNo: number; readonly text: string; readonly tooLong: boolean };

/** Lines from 1 on, without their ends, as UTF-8; bytes that are none become U+FFFD. Errors of the file system pass through. */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let lineNo = 1;
  let pending = '';
  let tooLong = false;
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 }) as AsyncIterable<string>) {
    const parts = chunk.split('\n');
    for (const [index, part] of parts.entries()) {
      tooLong ||= pending.length + part.length > LINE_CHARACTERS_MAX;
      pending = tooLong ? pending.slice(0, LINE_CHARACTERS_MAX) : pending + part;
      if (index === parts.length - 1) break;
      yield lineOf(lineNo, pending, tooLong);
      lineNo += 1;
      pending = '';
      tooLong = false;
    }
  }
  if (pending !== '') yield lineOf(lineNo, pending, tooLong);
}

function lineOf(lineNo: number, text: string, tooLong: boolean): Line {
  const ended = text.endsWith('\r') ? text.slice(0, -1) : text;
  return { lineNo, text: lineNo === 1 && ended.startsWith('\uFEFF') ? ended.slice(1) : ended, tooLong };
}
