/** All activities over one set of dependencies. */
import type { Activities } from '#contracts/activities.ts';
import { acceptCommand } from './accept-command.ts';
import { alertSupervisor } from './alert-supervisor.ts';
import { closeAccount } from './close-account.ts';
import { createCallTask } from './create-call-task.ts';
import { decideStep } from './decide-step.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { postPayment } from './post-payment.ts';
import { recordFacts } from './record-facts.ts';
import { referToLegal } from './refer-to-legal.ts';
import { reportFailure } from './report-failure.ts';
import { saveHistory } from './save-history.ts';
import { sendEmail } from './send-email.ts';
import { sendLetter } from './send-letter.ts';
import { sendSms } from './send-sms.ts';
import { withTypedFailures } from './typed-failures.ts';
import { updatePlan } from './update-plan.ts';

export function createActivities(dependencies: ActivityDependencies): Activities {
  return withTypedFailures({
    decideStep: decideStep(dependencies), sendSms: sendSms(dependencies), sendEmail: sendEmail(dependencies), sendLetter: sendLetter(dependencies),
    createCallTask: createCallTask(dependencies), updatePlan: updatePlan(dependencies), recordFacts: recordFacts(dependencies),
    alertSupervisor: alertSupervisor(dependencies), referToLegal: referToLegal(dependencies), postPayment: postPayment(dependencies),
    acceptCommand: acceptCommand(dependencies), closeAccount: closeAccount(dependencies), saveHistory: saveHistory(dependencies),
    reportFailure: reportFailure(dependencies),
  });
}
