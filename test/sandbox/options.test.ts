import { expect, test } from 'vitest'
import { helpText, parseOptions } from '../../src/sandbox/launch/options.ts'

test('without arguments everything is started at its preferred port', () => {
  expect(parseOptions([])).toEqual({
    applications: 300,
    seed: 1,
    ports: { cloud: 7443, control: 7400, bot: 3978, tables: 10_002, playground: 56_150 },
    withPlaygrounds: true,
    dataFolder: undefined,
  })
})

test('every option is heard', () => {
  const args = '--applications 20 --seed 7 --port 1 --control-port 2 --bot-port 3 --azurite-port 4 --playground-port 5'
  expect(parseOptions([...args.split(' '), '--no-playground', '--data', 'kept'])).toEqual({
    applications: 20,
    seed: 7,
    ports: { cloud: 1, control: 2, bot: 3, tables: 4, playground: 5 },
    withPlaygrounds: false,
    dataFolder: 'kept',
  })
})

test.each([
  [['--applications', 'many'], "--applications must be a whole number up to 100000, not 'many'"],
  [['--bot-port', '70000'], "--bot-port must be a whole number up to 65535, not '70000'"],
  [['--colour', 'blue'], "'--colour'"],
])('%j is refused with the rule', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence)
})

test('the help names every option that is understood', () => {
  expect(parseOptions(['--help'])).toBe('help')
  for (const name of ['applications', 'seed', 'port', 'control-port', 'bot-port', 'azurite-port', 'playground-port']) {
    expect(helpText).toContain(`--${name} `)
  }
  for (const name of ['--no-playground', '--data DIR', '--help']) expect(helpText).toContain(name)
})
