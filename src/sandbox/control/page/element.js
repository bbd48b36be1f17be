/** Builds an element; text goes in as text, so nothing that the tenant holds is ever read as HTML. */
export function element(tag, properties, ...children) {
  const built = Object.assign(document.createElement(tag), properties)
  built.append(...children)
  return built
}

/** A button that posts `body` to `/api/{action}`; `key` names it across renderings. */
export function actionButton(title, action, body) {
  const button = element('button', { type: 'button' }, title)
  button.dataset.action = action
  button.dataset.body = JSON.stringify(body)
  button.dataset.key = `${action} ${button.dataset.body}`
  return button
}

const rendered = new Map()

/** Replaces what is in `#id`, only when `data` has changed, and leaves the focus where it was. */
export function render(id, data, build) {
  const text = JSON.stringify(data)
  if (rendered.get(id) === text) return
  rendered.set(id, text)
  const focused = document.activeElement?.dataset.key
  document.getElementById(id).replaceChildren(...data.map(build))
  if (focused !== undefined) document.querySelector(`[data-key=${CSS.escape(focused)}]`)?.focus()
}
