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

it.each([
  '<at>Keyturn</at> assign x <at>Jane Doe</at>',
  '<p><at>Keyturn</at>&nbsp;<at>Keyturn</at> / ASSIGN x <at id="1">Jane Doe</at></p>',
  'assign x Jane Doe',
  'assign "x" “Jane Doe”',
])('people who are mentioned are named: %s', (text) => {
  const command = parseCommand(text)
  expect(command).toMatchObject({ is: 'command', name: 'assign' })
  const [application, ...person] = command.is === 'command' ? command.words : []
  expect([application, person.join(' ')]).toEqual(['x', 'Jane Doe'])
})

it.each(['app x', '/app x', '/ app x', ' /  APP  x '])('the slash may stand apart: %j', (text) => {
  expect(parseCommand(text)).toEqual({ is: 'command', name: 'app', words: ['x'] })
})

const clientId = '00000000-0000-4000-8000-000000000001'

it.each([
  ['/app "Payroll export"', ['Payroll export']],
  ['/app “Payroll  export”', ['Payroll export']],
  ['/app „Payroll export“', ['Payroll export']],
  ['/app &quot;Payroll export&quot;', ['Payroll export']],
  ['/remove-old "Payroll export" confirm', ['Payroll export', 'confirm']],
  ['/app Payroll "new"', ['Payroll', '"new"']],
  ['/app "Payroll "new" export"', ['"Payroll', '"new"', 'export"']],
  [`/assign ${clientId} "Jane Doe"`, [clientId, 'Jane Doe']],
  ['/app 12" display', ['12"', 'display']],
  ['/decline x they "need" it', ['x', 'they', '"need"', 'it']],
  ['/app ""', ['""']],
])('a name may stand in quotes: %s', (text, words) => {
  expect(parseCommand(text)).toMatchObject({ is: 'command', words })
})

it('pasted lines are read alike', () => {
  expect(pastedLines('/ import\nx,y@contoso.example')).toBe('x,y@contoso.example')
  expect(pastedLines('<p>/import</p><p>R&amp;D,&nbsp;x@contoso.example</p>')).toContain('R&D, x@contoso.example')
})
