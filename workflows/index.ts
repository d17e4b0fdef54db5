/** The workflow bundle's entry: everything that a worker can run. */
export { accountWorkflow } from './account.ts';
