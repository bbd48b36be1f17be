/**
 * The Bot Connector for everybody without a Playground: nobody has installed the bot, so every conversation is
 * refused as Teams refuses it. Those with a Playground are reached there, by the service URL of their activities.
 */
export async function answerConnector(request: Request): Promise<Response> {
  const opening = request.method === 'POST' && new URL(request.url).pathname.endsWith('/v3/conversations')
  return opening
    ? refuse(403, 'ForbiddenOperationException', 'The bot is not installed in the personal scope of this user.')
    : refuse(404, 'ConversationNotFound', 'Conversation not found.')
}

function refuse(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status })
}
