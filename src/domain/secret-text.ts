const shown = '[secret]'

/**
 * The text of a client secret. Shows itself nowhere: not in strings, JSON, logs or inspection.
 * `reveal` is called in the stack frame that hands it to the vault, to Entra as a proof, or to a destination.
 */
export class SecretText {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown
  }
}
