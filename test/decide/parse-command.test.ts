import { expect, it } from 'vitest'
import { pastedLines } from '../../src/decide/import/pasted-lines.ts'
import { parseCommand } from '../../src/decide/parse-command.ts'

it.each([
  ['/app R&D <test>', 'R&D <test>'],
  ['<at>Keyturn</at>&nbsp;/app R&amp;D &lt;test&gt;', 'R&D <test>'],
  ['/app R&amp;amp;D', 'R&amp;D'],
  ['/app &lt;at&gt;R&D&lt;/at&gt;', '<at>R&D</at>'],
])('a name is read as it was typed: %s', (text, name) => {
  const command = parseCommand(text)
  expect(command).toMatchObject({ is: 'command', name: 'app' })
  expect(command.is === 'command' && command.words.join(' ')).toBe(name)
})

it('pasted lines are read alike', () => {
  expect(pastedLines('<p>/import</p><p>R&amp;D,&nbsp;x@contoso.example</p>')).toContain('R&D, x@contoso.example')
})
