/** Arguments with which a sandbox takes free ports, so that several can run at once. */
export const anyPorts: readonly string[] = [
  '--port',
  '--control-port',
  '--bot-port',
  '--azurite-port',
  '--playground-port',
].flatMap((name) => [name, '0'])
