/** How numbers and mailboxes of the sandbox behave. docs/flows/sandbox.md shows the table to people. */

type Refusal = { readonly kind: 'refuse'; readonly status: number; readonly code: number; readonly message: string; readonly retryAfterSeconds: number | null };

export type SmsBehaviour =
  | { readonly kind: 'deliver' }
  | Refusal
  /** The message is created, and the sender does not hear of it. */
  | { readonly kind: 'createUnheard'; readonly how: 'serverError' | 'noAnswer' | 'connectionLost' }
  | { readonly kind: 'sendNoReceipts' }
  | { readonly kind: 'failLater'; readonly code: number; readonly message: string };

export type EmailBehaviour =
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuseRecipient'; readonly responseCode: number; readonly text: string }
  | { readonly kind: 'bounceLater'; readonly status: string; readonly text: string }
  | { readonly kind: 'loseConnectionAfterData' };

function refuse(status: number, code: number, message: string, retryAfterSeconds: number | null = null): Refusal {
  return { kind: 'refuse', status, code, message, retryAfterSeconds };
}

/** As Twilio answers a message to a number that it may not be sent to. */
export const OPTED_OUT = refuse(400, 21610, 'Attempt to send to unsubscribed recipient');

const SMS_BEHAVIOURS = {
  deliver: { kind: 'deliver' },
  invalidNumber: refuse(400, 21211, "Invalid 'To' Phone Number"),
  notMobile: refuse(400, 21614, "'To' number is not a valid mobile number"),
  regionNotAllowed: refuse(400, 21408, 'Permission to send an SMS has not been enabled for the region'),
  optedOut: OPTED_OUT,
  tooManyRequests: refuse(429, 20429, 'Too Many Requests', 30),
  serverError: refuse(500, 20500, 'Internal Server Error'),
  createdThenServerError: { kind: 'createUnheard', how: 'serverError' },
  createdThenNoAnswer: { kind: 'createUnheard', how: 'noAnswer' },
  createdThenConnectionLost: { kind: 'createUnheard', how: 'connectionLost' },
  noReceipts: { kind: 'sendNoReceipts' },
  unreachable: { kind: 'failLater', code: 30003, message: 'Unreachable destination handset' },
  unknownDestination: { kind: 'failLater', code: 30005, message: 'Unknown destination handset' },
  landline: { kind: 'failLater', code: 30006, message: 'Landline or unreachable carrier' },
  filtered: { kind: 'failLater', code: 30007, message: 'Carrier violation' },
} as const satisfies Record<string, SmsBehaviour>;

const EMAIL_BEHAVIOURS = {
  accept: { kind: 'accept' },
  bounceNow: { kind: 'refuseRecipient', responseCode: 550, text: '5.1.1 The mailbox does not exist' },
  refuseByPolicy: { kind: 'refuseRecipient', responseCode: 550, text: '5.7.1 Not accepted here' },
  temporaryFailure: { kind: 'refuseRecipient', responseCode: 451, text: '4.2.1 The mailbox is busy, try again later' },
  bounceLater: { kind: 'bounceLater', status: '5.1.1', text: 'The mailbox does not exist' },
  lostAfterData: { kind: 'loseConnectionAfterData' },
} as const satisfies Record<string, EmailBehaviour>;

export type SandboxBehaviour = keyof typeof SMS_BEHAVIOURS | keyof typeof EMAIL_BEHAVIOURS;

/** The first five are Twilio's own test numbers, with the answers that Twilio gives to them. */
export const MAGIC_NUMBERS: Readonly<Record<string, keyof typeof SMS_BEHAVIOURS>> = {
  '+15005550001': 'invalidNumber', '+15005550009': 'notMobile', '+15005550003': 'regionNotAllowed', '+15005550004': 'optedOut', '+15005550006': 'deliver',
  '+15005550429': 'tooManyRequests', '+15005550500': 'serverError', '+15005550501': 'createdThenServerError', '+15005550504': 'createdThenNoAnswer',
  '+15005550505': 'createdThenConnectionLost', '+15005550202': 'noReceipts',
  '+15005553003': 'unreachable', '+15005553005': 'unknownDestination', '+15005553006': 'landline', '+15005553007': 'filtered',
};

/** By the part before the @, at any domain. */
export const MAGIC_MAILBOXES: Readonly<Record<string, keyof typeof EMAIL_BEHAVIOURS>> = {
  'bounce-now': 'bounceNow', 'bounce-later': 'bounceLater', 'temp-fail': 'temporaryFailure', 'drop-after-data': 'lostAfterData', 'policy-refusal': 'refuseByPolicy',
};

export type Behaviours = {
  /** Overrides how a number or address behaves from now on. */
  readonly set: (address: string, behaviour: SandboxBehaviour) => void;
  readonly ofNumber: (number: string) => SmsBehaviour;
  readonly ofMailbox: (address: string) => EmailBehaviour;
};

export function createBehaviours(): Behaviours {
  const numbers = new Map<string, keyof typeof SMS_BEHAVIOURS>();
  const mailboxes = new Map<string, keyof typeof EMAIL_BEHAVIOURS>();
  return {
    set: (address, behaviour) => {
      if (address.includes('@') && isEmailBehaviour(behaviour)) mailboxes.set(address.toLowerCase(), behaviour);
      else if (!address.includes('@') && isSmsBehaviour(behaviour)) numbers.set(address, behaviour);
      else throw new Error(`${behaviour} is no behaviour for ${address.includes('@') ? 'an e-mail address' : 'a telephone number'}`);
    },
    ofNumber: (number) => SMS_BEHAVIOURS[numbers.get(number) ?? MAGIC_NUMBERS[number] ?? 'deliver'],
    ofMailbox: (address) => {
      const known = address.toLowerCase();
      return EMAIL_BEHAVIOURS[mailboxes.get(known) ?? MAGIC_MAILBOXES[known.slice(0, known.lastIndexOf('@'))] ?? 'accept'];
    },
  };
}

function isSmsBehaviour(name: SandboxBehaviour): name is keyof typeof SMS_BEHAVIOURS {
  return name in SMS_BEHAVIOURS;
}

function isEmailBehaviour(name: SandboxBehaviour): name is keyof typeof EMAIL_BEHAVIOURS {
  return name in EMAIL_BEHAVIOURS;
}
