/** What a run can be told and asked. Handlers only push and await: they never judge and never call activities. */
import { condition, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import {
  QUERIES, SIGNALS, UPDATES,
  type AccountStatus, type CeaseSignal, type CommandAnswer, type DirectMessage, type InboundMessageSignal, type OperatorCommand,
  type PaymentSignal, type WhyAnswer,
} from '#contracts/account-workflow.ts';

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
type WaitingCommand = { readonly command: OperatorCommand; answer: CommandAnswer | null };

/** Messages that the run has not taken in yet. */
export class Mailbox {
  /** Wake-ups and messages so far. Nothing ever sets it back, so news that came during any wait is still news afterwards. */
  arrivals = 0;
  readonly messages: DirectMessage[] = [];
  readonly commands: WaitingCommand[] = [];

  isEmpty(): boolean {
    return this.messages.length === 0 && this.commands.length === 0;
  }

  push(message: DirectMessage): void {
    this.messages.push(message);
    this.arrivals += 1;
  }

  async ask(command: OperatorCommand): Promise<CommandAnswer> {
    const waiting: WaitingCommand = { command, answer: null };
    this.commands.push(waiting);
    this.arrivals += 1;
    await condition(() => waiting.answer !== null);
    return waiting.answer ?? { kind: 'refused', reasons: ['The run ended before it could answer.'] };
  }
}

/** Sets all handlers before anything else runs, so that a message from before the first line is not lost. */
export function listen(): Mailbox {
  const mailbox = new Mailbox();
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
