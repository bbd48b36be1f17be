const HAIR_SPACE = '\u200a'
const instant = '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)'
const dateAndTime = new RegExp(`\\{\\{DATE\\(${instant}, SHORT\\)\\}\\} at \\{\\{TIME\\(${instant}\\)\\}\\}`, 'g')
const date = new RegExp(`\\{\\{DATE\\(${instant}, SHORT\\)\\}\\}`, 'g')
const longDate = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' })

/**
 * A sentence made for a card, as a mail can say it: days in words and in UTC, since a mail does not know its reader's
 * zone, and nothing that mail clients turn into links by themselves. Names hold no macros, so all of these are Keyturn's.
 */
export function mailWords(sentence: string): string {
  return withoutLinks(sentence)
    .replaceAll(dateAndTime, (_, day: string, time: string) => `${dayOf(day)} at ${time.slice(11, 16)} UTC`)
    .replaceAll(date, (_, day: string) => `${dayOf(day)} UTC`)
}

/** Splits what makes an address: a host's dots, a mail's at sign, a scheme's slashes, a share's backslashes. */
function withoutLinks(text: string): string {
  return text.replace(/(?<=\S)[.@\u3002\uff0e\uff61\uff20](?=\S)|:(?=[/\\])|[/\\](?=[/\\])/gu, `$&${HAIR_SPACE}`)
}

function dayOf(at: string): string {
  return longDate.format(new Date(at))
}
