/**
 * The registry of failure codes: what went wrong, whether trying again can help, and what the reader should do.
 * Every code stands in docs/errors.md.
 */
export const FAILURES = {
  ACCOUNT_UNKNOWN: { retryable: false, advice: 'Check the account id or reference; `dunwell accounts` lists them.' },
  ACCOUNT_CLOSED: { retryable: false, advice: 'The account is closed; reopen it first if it should be worked again.' },
  FACT_CONFLICT: { retryable: false, advice: 'The id was used before for something else; choose a new id.' },
  FACT_REFUSED: { retryable: false, advice: 'Correct what the reasons name and send it again.' },
  PARTY_UNKNOWN: { retryable: false, advice: 'Check the person id.' },
  HAND_OVER_ABSENT: { retryable: false, advice: 'Only an account that was placed with a law firm has a file; `dunwell status` says where it stands.' },
  HAND_OVER_ALTERED: { retryable: false, advice: 'Take nothing from it: have the file restored from a backup, and find out who wrote to the database.' },
  CADENCE_UNKNOWN: { retryable: false, advice: 'Publish the cadence first; `dunwell cadence lint` checks the files.' },
  CADENCE_INVALID: { retryable: false, advice: 'Correct the cadence file; `dunwell cadence lint` names line and column.' },
  TEMPLATE_INVALID: { retryable: false, advice: 'Correct the template; `dunwell cadence lint` names file and line.' },
  CONFIG_INVALID: { retryable: false, advice: 'Correct the named settings; docs/configuration.md lists them all.' },
  RULES_INVALID: { retryable: false, advice: 'Correct the named lines of the rule files; nothing starts before every rule is understood.' },
  MODE_MIXED: { retryable: false, advice: 'Use sandbox settings only in the sandbox and live credentials only in live mode.' },
  TEMPORAL_UNAVAILABLE: { retryable: true, advice: 'Run `dunwell doctor`; it names the ways to get a Temporal server.' },
  DATABASE_UNAVAILABLE: { retryable: true, advice: 'Run `dunwell doctor`; work goes on by itself when the database is back.' },
  PROVIDER_UNAVAILABLE: { retryable: true, advice: 'Nothing is lost: it is asked again by itself, and a person is told when it stays away.' },
  JOURNAL_INVALID: { retryable: false, advice: 'Move the named file away, or mend the line: the sandbox shows only what it can read whole.' },
  SEARCH_ATTRIBUTE_MISSING: { retryable: false, advice: 'Register the named search attribute; `dunwell up` does it on servers that it starts.' },
  STATE_DIVERGED: { retryable: false, advice: 'The fold in the workflow and in the worker differ: deploy the matching version, nothing is sent meanwhile.' },
  LEDGER_UNBALANCED: { retryable: false, advice: 'A posting did not sum to zero and was refused; report it with the entry id.' },
  NOT_RUNNING: { retryable: true, advice: 'Start it with `npm start` (or `dunwell up`) in another terminal.' },
  ALREADY_RUNNING: { retryable: false, advice: 'Use the one that runs, or stop it first with Ctrl-C.' },
  FORWARD_REFUSED: { retryable: false, advice: 'The clock can be moved only in a sandbox on a server that Dunwell started.' },
  IMPORT_INVALID: { retryable: false, advice: 'Correct what is named and import it again; rows that are good were kept.' },
  UNAUTHORISED: { retryable: false, advice: 'Send a valid API key in the X-Api-Key header.' },
  BODY_INVALID: { retryable: false, advice: 'Correct the fields that are named.' },
  BODY_TOO_LARGE: { retryable: false, advice: 'Send less at once; docs/http-api.md names the limits.' },
  MEDIA_TYPE_UNSUPPORTED: { retryable: false, advice: 'Send the content type that docs/http-api.md names for this route.' },
  ARGUMENTS_INVALID: { retryable: false, advice: 'Add --help to see what the command takes.' },
  ROUTE_UNKNOWN: { retryable: false, advice: 'docs/http-api.md lists all routes.' },
  SIGNATURE_INVALID: { retryable: false, advice: 'Check TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL: the signature covers the address as the provider calls it.' },
  CONTACT_REFUSED: { retryable: false, advice: 'Do not dial; the reasons name the rules, and where there is one the next lawful instant.' },
  ACT_TIMED_OUT: { retryable: true, advice: 'No worker took it or finished it in its time: `dunwell doctor` says what is missing; it is tried again by itself.' },
  UNEXPECTED: { retryable: true, advice: 'It is tried again by itself. If it goes on, report it with the account id and the worker\'s log of that time.' },
  REQUEST_FAILED: { retryable: true, advice: 'Send it again with the same ids; tell us the request id if it goes on.' },
} as const satisfies Record<string, { retryable: boolean; advice: string }>;

export type FailureCode = keyof typeof FAILURES;

/** An error with a code of the registry; its message says what happened, the registry what to do. */
export class DunwellError extends Error {
  readonly code: FailureCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(`${asSentence(message)} ${FAILURES[code].advice}`);
    this.name = 'DunwellError';
    this.code = code;
    this.details = details;
  }
}

/** One line that ends as a sentence does: what others told us, and is passed on in the message, may do neither. */
function asSentence(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return /[.!?)]$/.test(line) ? line : `${line}.`;
}
