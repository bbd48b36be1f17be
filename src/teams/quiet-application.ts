import { Application, type TeamsAdapter, TurnState } from '@microsoft/teams-ai'

/**
 * teams-ai's routing alone. It heeds `startTypingTimer: false` nowhere (1.7.4): all turns would share one timer, whose
 * failed post makes the answer itself fail.
 */
export class QuietApplication extends Application {
  constructor(adapter: TeamsAdapter) {
    super({ adapter, removeRecipientMention: false, turnStateFactory: () => new NoTurnState() })
  }

  override startTypingTimer(): void {}
}

/** Keyturn keeps what it knows in its own tables; without a storage nothing is loaded, whatever the keys. */
class NoTurnState extends TurnState {
  protected override onComputeStorageKeys(): Promise<Record<string, string>> {
    return Promise.resolve({ conversation: 'unused', user: 'unused' })
  }
}
