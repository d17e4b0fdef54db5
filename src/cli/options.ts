/** Options that several commands take: judged where they are typed, so that a slip is no empty list. */
import { InvalidArgumentError, Option } from 'commander';

const LONGEST_PAGE = 200;

export function limitOption(byDefault: number): Option {
  return new Option('--limit <count>', 'at most so many').default(byDefault).argParser((text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > LONGEST_PAGE) throw new InvalidArgumentError(`Give a whole number from 1 to ${LONGEST_PAGE}.`);
    return count;
  });
}

export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}
