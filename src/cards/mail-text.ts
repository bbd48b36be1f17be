import type { MailView } from './mail-view.ts'

/** The same mail for readers without HTML. */
export function mailText(view: MailView): string {
  const { headline, name, about, warnings, lines, more, outlook, toDo, reasons, footer } = view
  const paragraphs = [
    warnings,
    [headline],
    [name, about],
    ...lines.map((line) => [`${line.name} (${line.about})`, line.expiry, ...line.sentences]),
    [more],
    outlook,
    toDo === null ? [] : [toDo.open, '', `    ${toDo.command}`, '', toDo.offers],
    reasons,
    [footer],
  ]
  const texts = paragraphs.map((paragraph) => paragraph.join('\n').trimEnd()).filter((text) => text !== '')
  return `${texts.join('\n\n')}\n`
}
