import { actionButton, element, render } from '/element.js'

const refreshMs = 2000
const standings = { active: ['active', 'good'], disabled: ['account disabled', 'bad'], left: ['has left', 'bad'] }

function field(id) {
  return document.getElementById(id)
}

async function read(path) {
  const answer = await fetch(`/api/${path}`)
  if (!answer.ok) throw new Error((await answer.json()).message)
  return answer.json()
}

function tell(problem) {
  field('notice').textContent = problem
  field('notice').hidden = problem === ''
}

function when(instant) {
  return instant === null
    ? '–'
    : new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

function person({ personId, displayName, signInName, standing, role, chatUrl }) {
  const [words, tone] = standings[standing]
  const who = element('div', { className: 'who' }, element('b', {}, displayName))
  who.append(
    element('span', { className: 'quiet' }, role ?? signInName, ' · ', element('span', { className: tone }, words)),
  )
  const buttons = element('div', { className: 'buttons' })
  if (chatUrl) buttons.append(element('a', { href: chatUrl, target: '_blank', rel: 'noopener' }, 'Open chat'))
  if (standing !== 'left') {
    const disabled = standing === 'disabled'
    buttons.append(
      actionButton('Let leave', 'people/leave', { personId }),
      actionButton(disabled ? 'Enable' : 'Disable', 'people/account', { personId, enabled: disabled }),
    )
  }
  return element('li', {}, who, buttons)
}

function fault({ title, untilAt }) {
  const left = untilAt === null || untilAt === undefined ? '' : `until ${new Date(untilAt).toLocaleTimeString()}`
  return element('li', {}, element('span', { className: 'bad' }, title), element('span', { className: 'quiet' }, left))
}

function application({ objectId, displayName, passwords }) {
  const secrets = passwords === 1 ? '1 secret' : `${passwords} secrets`
  const who = element('div', { className: 'who' }, displayName, element('span', { className: 'quiet' }, secrets))
  const add = element('button', { type: 'button' }, 'Add secret')
  add.dataset.key = `add ${objectId}`
  add.addEventListener('click', () =>
    act('applications/password', {
      objectId,
      displayName: field('secret-name').value,
      days: field('secret-days').valueAsNumber,
    }),
  )
  return element('li', {}, who, add)
}

function secret({ name, application, deleted, versions, tags }) {
  const tagText = Object.entries(tags).map(([key, value]) => element('div', {}, `${key}: ${value}`))
  return element(
    'tr',
    {},
    element(
      'td',
      {},
      name,
      element('div', { className: 'quiet' }, application ? `for ${application}` : ''),
      deleted ? element('div', { className: 'bad' }, 'deleted') : '',
    ),
    element('td', {}, ...versions.map(({ version, createdAt }) => element('div', { title: version }, when(createdAt)))),
    element('td', {}, when(versions.at(-1)?.expiresAt ?? null)),
    element('td', {}, ...tagText),
  )
}

function area({ name, answered, refused }) {
  const count = (value, tone) => element('td', { className: `number ${tone}` }, String(value))
  return element('tr', {}, element('td', {}, name), count(answered, ''), count(refused, refused > 0 ? 'bad' : ''))
}

function request({ at, method, path, status }) {
  const tone = status >= 200 && status < 400 ? '' : 'bad'
  return element(
    'tr',
    {},
    element('td', {}, new Date(at).toLocaleTimeString()),
    element('td', {}, `${method} ${path}`),
    element('td', { className: `number ${tone}` }, status === 0 ? 'broken' : String(status)),
  )
}

function mail({ at, to, subject, text }) {
  const summary = element('summary', {}, element('b', {}, subject))
  summary.append(element('div', { className: 'quiet' }, `to ${to.join(', ')} · ${when(at)}`))
  return element('li', {}, element('details', {}, summary, element('pre', {}, text)))
}

function none(text) {
  return { none: text }
}

/** Rows, or one line that says why there are none. */
function list(id, rows, build, empty) {
  const inTable = field(id).tagName === 'TBODY'
  const line = ({ none: text }) =>
    inTable
      ? element('tr', {}, element('td', { className: 'quiet', colSpan: 4 }, text))
      : element('li', { className: 'quiet' }, text)
  render(id, rows.length > 0 || empty === undefined ? rows : [none(empty)], (row) =>
    'none' in row ? line(row) : build(row),
  )
}

async function refresh() {
  try {
    const state = await read('state')
    const days = Math.round(state.offsetMs / 86_400_000)
    field('now').textContent = when(state.now)
    field('offset').textContent = days === 0 ? 'as in reality' : `${days} ${days === 1 ? 'day' : 'days'} ahead`
    field('applications').textContent = String(state.applications)
    list('cast', state.cast, person)
    list('faults', state.faults, fault, 'No trouble at the moment.')
    list('vault', state.vault, secret, 'Empty so far. A rotation puts the new secret here first.')
    list('mails', state.mails, mail, 'None so far.')
    list('areas', state.requests.areas, area)
    list('requests', state.requests.latest, request, 'None yet.')
    await Promise.all([
      search('person-search', 'people', person),
      search('application-search', 'applications', application),
    ])
    tell('')
  } catch {
    tell('The sandbox does not answer. Start it with npm run sandbox.')
  }
}

async function search(input, path, build) {
  const text = field(input).value
  const found = await read(`${path}?search=${encodeURIComponent(text)}`)
  const target = path === 'people' ? 'people' : 'found-applications'
  list(target, found, build, text.trim() === '' ? undefined : 'Nothing found.')
}

async function act(action, body) {
  const answer = await fetch(`/api/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await refresh()
  if (!answer.ok) tell((await answer.json()).message)
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]')
  if (button !== null) act(button.dataset.action, JSON.parse(button.dataset.body))
})
for (const id of ['person-search', 'application-search']) field(id).addEventListener('input', refresh)
setInterval(refresh, refreshMs)
refresh()
