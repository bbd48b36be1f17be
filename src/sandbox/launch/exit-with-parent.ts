/**
 * Loaded into every child process before its own code (`node --import`): when the channel to the launcher closes,
 * however the launcher ended, the child ends too.
 */
process.on('disconnect', () => process.exit(0))
process.channel?.unref()
