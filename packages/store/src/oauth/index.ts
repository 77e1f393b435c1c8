export {
  type App,
  createApp,
  deleteApp,
  findApp,
  identifyApp,
  listApps,
  type NewApp,
  renewSecret,
  updateApp,
} from './apps.js'
export {
  accessTokenSeconds,
  exchangeCode,
  giveConsent,
  type IssuedTokens,
  refreshAccess,
  revokeGrant,
  revokeRefreshToken,
} from './grants.js'
export {
  type ConnectedApp,
  describeAccessToken,
  describeRefreshToken,
  listConnectedApps,
  type TokenInfo,
} from './read-grants.js'
