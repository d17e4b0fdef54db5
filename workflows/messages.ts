/** What a run can be told and asked. Handlers only push and await: they never judge and never call activities. */
import { condition, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import {
  QUERIES, SIGNALS, UPDATES,
  type AccountStatus, type CeaseSignal, type CommandAnswer, type DirectMessage, type InboundMessageSignal, type OperatorCommand,
  type PaymentSignal, type WhyAnswer,
} from '#contracts/account-workflow.ts';
import { BackOff } from './back-off.ts';

const signalWake = defineSignal(SIGNALS.wake);
const signalPayment = defineSignal<[PaymentSignal]>(SIGNALS.payment);
const signalCease = defineSignal<[CeaseSignal]>(SIGNALS.cease);
const signalInboundMessage = defineSignal<[InboundMessageSignal]>(SIGNALS.inboundMessage);
export const queryStatus = defineQuery<AccountStatus>(QUERIES.status);
export const queryWhy = defineQuery<WhyAnswer>(QUERIES.why);
const updateMove = defineUpdate<CommandAnswer, [MoveCommand]>(UPDATES.move);
const updatePark = defineUpdate<CommandAnswer, [ParkCommand]>(UPDATES.park);
const updateMigrate = defineUpdate<CommandAnswer, [MigrateCommand]>(UPDATES.migrate);

type MoveCommand = Extract<OperatorCommand, { kind: 'move' }>;
type ParkCommand = Extract<OperatorCommand, { kind: 'park' }>;
type MigrateCommand = Extract<OperatorCommand, { kind: 'migrate' }>;

/** Something told or ordered that is not a fact yet. */
export type Arrival = {
  readonly content: { readonly kind: 'message'; readonly message: DirectMessage } | { readonly kind: 'command'; readonly command: OperatorCommand };
  readonly backOff: BackOff;
  answer: CommandAnswer | null;
  /** When it is tried again, unless something arrives after `heard`; null: it was not tried yet. */
  again: { readonly atMs: number; readonly heard: number } | null;
};

const LONGEST_WAIT_MS = 3_600_000;

/** What the run has not taken in yet. */
export class Mailbox {
  /** Wake-ups and messages so far. Nothing ever sets it back, so news that came during any wait is still news afterwards. */
  arrivals = 0;
  private waiting: readonly Arrival[] = [];

  push(message: DirectMessage): void {
    this.add({ kind: 'message', message });
  }

  async ask(command: OperatorCommand): Promise<CommandAnswer> {
    const arrival = this.add({ kind: 'command', command });
    await condition(() => arrival.answer !== null);
    return arrival.answer ?? { kind: 'refused', reasons: ['The run ended before it could answer.'] };
  }

  private add(content: Arrival['content']): Arrival {
    const arrival: Arrival = { content, backOff: new BackOff(LONGEST_WAIT_MS), answer: null, again: null };
    this.waiting = [...this.waiting, arrival];
    this.arrivals += 1;
    return arrival;
  }

  /** The first that is to be tried now: one that cannot be taken in keeps none behind it waiting. */
  nextDue(): Arrival | undefined {
    return this.waiting.find(({ again }) => again === null || again.atMs <= Date.now() || this.arrivals > again.heard);
  }

  taken(arrival: Arrival): void {
    this.waiting = this.waiting.filter((other) => other !== arrival);
  }

  putOff(arrival: Arrival, waitMs: number): void {
    arrival.again = { atMs: Date.now() + waitMs, heard: this.arrivals };
  }

  /** True when all that is here was tried. */
  isTried(): boolean {
    return this.waiting.every(({ again }) => again !== null);
  }

  /** When the next of those that could not be taken in is tried again; null: everything was taken in. */
  againAtMs(): number | null {
    return this.waiting.length === 0 ? null : Math.min(...this.waiting.map(({ again }) => again?.atMs ?? Date.now()));
  }

  hasCommands(): boolean {
    return this.waiting.some(({ content }) => content.kind === 'command');
  }

  messages(): readonly DirectMessage[] {
    return this.waiting.flatMap(({ content }) => (content.kind === 'message' ? [content.message] : []));
  }
}

/** Sets all handlers before anything else runs, so that a message from before the first line is not lost; `carried` are those of the run before. */
export function listen(carried: readonly DirectMessage[]): Mailbox {
  const mailbox = new Mailbox();
  for (const message of carried) mailbox.push(message);
  setHandler(signalWake, () => { mailbox.arrivals += 1; });
  setHandler(signalPayment, (payment) => mailbox.push({ kind: 'payment', payment }));
  setHandler(signalCease, (cease) => mailbox.push({ kind: 'cease', cease }));
  setHandler(signalInboundMessage, (message) => mailbox.push({ kind: 'inboundMessage', message }));
  setHandler(updateMove, (command) => mailbox.ask(command), { validator: (command: MoveCommand) => validateCommand(command.commandId, command.reason) });
  setHandler(updatePark, (command) => mailbox.ask(command), { validator: validatePark });
  setHandler(updateMigrate, (command) => mailbox.ask(command), { validator: (command: MigrateCommand) => validateCommand(command.commandId, 'migrate') });
  return mailbox;
}

function validatePark(command: ParkCommand): void {
  validateCommand(command.commandId, command.reason);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(command.reviewOn)) throw new Error('reviewOn must be a date such as 2027-01-31.');
  if (command.reviewOn <= new Date(Date.now()).toISOString().slice(0, 10)) throw new Error('reviewOn must lie ahead.');
}

function validateCommand(commandId: string, reason: string): void {
  if (commandId.length === 0 || commandId.length > 100) throw new Error('commandId must have 1 to 100 characters.');
  if (reason.trim().length === 0) throw new Error('A reason is needed: it is kept with the command.');
}
