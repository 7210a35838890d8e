// An OpenID Connect provider that signs in whomever the header `x-login` names, for the API server's tests.
//   node server.mjs CLIENT_SECRET REDIRECT_URI GROUPS_IN
// GROUPS_IN: `id-token` or `user-info`, where the claim `groups` is told. Says which port it listens on.

import http from 'node:http';
import Provider from 'oidc-provider';

const [, , clientSecret, redirectUri, groupsIn] = process.argv;

const GROUPS = { jane: ['control-room', 'staff'], root: ['admins'], john: ['visitors'] };

const configuration = {
  clients: [
    {
      client_id: 'camerasite',
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: ['email'] },
  conformIdTokenClaims: groupsIn === 'user-info',
  cookies: { keys: ['of a test'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, email: `${id}@example.net`, groups: GROUPS[id] ?? [] }),
  }),
  // Everybody consents to everything.
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      accountId: context.oidc.session.accountId,
      clientId: context.oidc.client.clientId,
    });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
};

let provider;

const server = http.createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    provider.callback()(request, response);
    return;
  }
  const login = request.headers['x-login'];
  const result = login
    ? { login: { accountId: login } }
    : { error: 'access_denied', error_description: 'nobody signed in' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  provider = new Provider(`http://127.0.0.1:${port}`, configuration);
  console.log(`listening on ${port}`);
});

// The test holds the other end; when it is gone, so are we.
process.stdin.on('end', () => process.exit(0)).resume();
