// Users, their roles and teams (api.md 3.2). Reading and provisioning are HubSpot's; teams are made under /millrace/v1.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, idText, pageOf, pageSize } from './wire.js'

const path = '/settings/v3/users' as const
const tag = 'Users'
const reading = ['settings.users.read']
const writing = ['settings.users.write']
const teamsReading = ['settings.users.teams.read']
const teamsWriting = ['settings.users.teams.write']

const changeable = {
  firstName: z.string().max(100).nullable().optional(),
  lastName: z.string().max(100).nullable().optional(),
  roleId: z.string().max(100).nullable().optional(),
  primaryTeamId: idText.nullable().optional(),
  secondaryTeamIds: z.array(idText).max(1_000).optional(),
}

const user = z
  .object({
    id: idText,
    email: z.string(),
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    roleId: z.string().optional(),
    roleIds: z.array(z.string()),
    primaryTeamId: idText.optional(),
    secondaryTeamIds: z.array(idText),
    superAdmin: z.boolean(),
  })
  .meta({ id: 'User' })

const role = z
  .object({ id: z.string(), name: z.string(), requiresBillingWrite: z.boolean() })
  .meta({ id: 'Role' })

const team = z
  .object({
    id: idText,
    name: z.string(),
    userIds: z.array(idText),
    secondaryUserIds: z.array(idText),
  })
  .meta({ id: 'Team' })

const teamName = z.object({ name: z.string().max(200) })
const named = z.object({ idProperty: z.enum(['USER_ID', 'EMAIL']).default('USER_ID') })

export const users = {
  list: endpoint({
    id: 'listUsers',
    method: 'GET',
    path,
    tag,
    summary: 'Page through the users of the account',
    scopes: reading,
    query: z.object({ limit: pageSize(100, 100), after: cursor }),
    answers: { 200: pageOf(user) },
  }),
  create: endpoint({
    id: 'createUser',
    method: 'POST',
    path,
    tag,
    summary: 'Add a user; one that was deactivated comes back under its old ids',
    scopes: writing,
    body: z.object({
      ...changeable,
      email: z.string().max(254),
      sendWelcomeEmail: z.boolean().optional().describe('Nobody signs in yet: nothing is sent.'),
    }),
    answers: { 201: user },
  }),
  roles: endpoint({
    id: 'listRoles',
    method: 'GET',
    path: `${path}/roles`,
    tag,
    summary: 'What users may be',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(role) }) },
  }),
  teams: endpoint({
    id: 'listTeams',
    method: 'GET',
    path: `${path}/teams`,
    tag,
    summary: 'Teams with their members',
    scopes: teamsReading,
    answers: { 200: z.object({ results: z.array(team) }) },
  }),
  read: endpoint({
    id: 'readUser',
    method: 'GET',
    path: `${path}/:userId`,
    tag,
    summary: 'Read one user, by id or by e-mail address',
    scopes: reading,
    query: named,
    answers: { 200: user },
  }),
  update: endpoint({
    id: 'updateUser',
    method: 'PUT',
    path: `${path}/:userId`,
    tag,
    summary: 'Change a user; what is not named stays',
    scopes: writing,
    query: named,
    body: z.object(changeable),
    answers: { 200: user },
  }),
  deactivate: endpoint({
    id: 'deactivateUser',
    method: 'DELETE',
    path: `${path}/:userId`,
    tag,
    summary: 'Deactivate a user: its tokens end, and the owner is archived',
    scopes: writing,
    query: named,
    answers: { 204: null },
  }),
  createTeam: endpoint({
    id: 'createTeam',
    method: 'POST',
    path: '/millrace/v1/teams',
    tag,
    summary: 'Make a team; users are put into it by PUT of the user',
    scopes: teamsWriting,
    body: teamName,
    answers: { 201: team },
  }),
  renameTeam: endpoint({
    id: 'renameTeam',
    method: 'PATCH',
    path: '/millrace/v1/teams/:teamId',
    tag,
    summary: 'Rename a team',
    scopes: teamsWriting,
    body: teamName,
    answers: { 200: team },
  }),
  deleteTeam: endpoint({
    id: 'deleteTeam',
    method: 'DELETE',
    path: '/millrace/v1/teams/:teamId',
    tag,
    summary: 'Delete a team; its members stay users',
    scopes: teamsWriting,
    answers: { 204: null },
  }),
}
