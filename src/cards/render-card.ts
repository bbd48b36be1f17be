import type { ApplicationMessage } from '../domain/messages/application.ts'
import type { Message } from '../domain/messages/message.ts'
import { alertListView } from './alert-list-view.ts'
import { applicationView } from './application-view.ts'
import { cardTemplate, type RenderedCard } from './card-template.ts'
import { destinationsView } from './destinations-view.ts'
import { digestView } from './digest-view.ts'
import { enrollmentView } from './enrollment-view.ts'
import { formView } from './form-view.ts'
import { helpView } from './help-view.ts'
import { historyView } from './history-view.ts'
import { importView } from './import-view.ts'
import { listView } from './list-view.ts'
import { NAME_LENGTH } from './neutralize.ts'
import { nominationView } from './nomination-view.ts'
import { noticeView } from './notice-view.ts'
import { orphanListView } from './orphan-list-view.ts'
import { ownersOnDayView } from './owners-on-day-view.ts'
import { policyView } from './policy-view.ts'
import { removeOldView } from './remove-old-view.ts'
import { settledView } from './settled-view.ts'
import { statusView } from './status-view.ts'
import alertList from './templates/alert-list.json' with { type: 'json' }
import application from './templates/application.json' with { type: 'json' }
import approveRenewal from './templates/approve-renewal.json' with { type: 'json' }
import assignOwner from './templates/assign-owner.json' with { type: 'json' }
import decline from './templates/decline.json' with { type: 'json' }
import destinations from './templates/destinations.json' with { type: 'json' }
import digest from './templates/digest.json' with { type: 'json' }
import enrollment from './templates/enrollment.json' with { type: 'json' }
import help from './templates/help.json' with { type: 'json' }
import history from './templates/history.json' with { type: 'json' }
import ownerImport from './templates/import.json' with { type: 'json' }
import list from './templates/list.json' with { type: 'json' }
import nomination from './templates/nomination.json' with { type: 'json' }
import notice from './templates/notice.json' with { type: 'json' }
import orphans from './templates/orphans.json' with { type: 'json' }
import policy from './templates/policy.json' with { type: 'json' }
import removeOld from './templates/remove-old.json' with { type: 'json' }
import settled from './templates/settled.json' with { type: 'json' }
import snooze from './templates/snooze.json' with { type: 'json' }
import status from './templates/status.json' with { type: 'json' }
import { isSettled } from './urgency.ts'

const templates = {
  application: cardTemplate(application),
  alertList: cardTemplate(alertList),
  settled: cardTemplate(settled),
  assignOwner: cardTemplate(assignOwner),
  approveRenewal: cardTemplate(approveRenewal),
  decline: cardTemplate(decline),
  snooze: cardTemplate(snooze),
  nomination: cardTemplate(nomination),
  removeOld: cardTemplate(removeOld),
  destinations: cardTemplate(destinations),
  enrollment: cardTemplate(enrollment),
  policy: cardTemplate(policy),
  notice: cardTemplate(notice),
  list: cardTemplate(list),
  orphans: cardTemplate(orphans),
  ownerImport: cardTemplate(ownerImport),
  status: cardTemplate(status),
  help: cardTemplate(help),
  digest: cardTemplate(digest),
  history: cardTemplate(history),
}

/**
 * Turns what Keyturn says into an Adaptive Card that Teams accepts: version 1.5, at most 25 KB, names inert.
 * Long lists are cut and say so; a list of alerts, all of which count as told, has its names shortened instead.
 */
export function renderCard(message: Message, now: Date): RenderedCard {
  switch (message.is) {
    case 'application':
      return renderApplication(message, now)
    case 'form':
      return templates[message.form]((maxChoices) => formView(message, now, maxChoices), 20)
    case 'removeOld':
      return templates.removeOld(() => removeOldView(message, now), 1)
    case 'policy':
      return templates.policy((maxRows) => policyView(message, maxRows), 8)
    case 'destinations':
      return templates.destinations((maxRows) => destinationsView(message, maxRows), 10)
    case 'enrollment':
      return templates.enrollment((maxChoices) => enrollmentView(message, now, maxChoices), 20)
    case 'notice':
      return templates.notice((maxFacts) => noticeView(message, maxFacts), 12)
    case 'list':
      return templates.list((maxRows) => listView(message, now, maxRows), 15)
    case 'alertList':
      return templates.alertList((maxCharacters) => alertListView(message, now, maxCharacters), NAME_LENGTH)
    case 'orphans':
      return templates.orphans((maxRows) => orphanListView(message, now, maxRows), 15)
    case 'ownerImport':
      return templates.ownerImport((maxRows) => importView(message, maxRows), 20)
    case 'nomination':
      return templates.nomination((maxLines) => nominationView(message, now, maxLines), 5)
    case 'status':
      return templates.status((maxLines) => statusView(message, maxLines), 5)
    case 'help':
      return templates.help((maxCommands) => helpView(message, maxCommands), message.commands.length)
    case 'digest':
      return templates.digest((maxRows) => digestView(message, now, maxRows), 10)
    case 'history':
      return templates.history((maxRows) => historyView(message, maxRows), 20)
    case 'ownersOnDay':
      return templates.history((maxRows) => ownersOnDayView(message, maxRows), 20)
  }
}

function renderApplication(message: ApplicationMessage, now: Date): RenderedCard {
  const isDone = message.lines.length > 0 && message.lines.every(isSettled)
  return isDone
    ? templates.settled((maxLines) => settledView(message, now, maxLines), 5)
    : templates.application((maxLines) => applicationView(message, now, maxLines), 5)
}
