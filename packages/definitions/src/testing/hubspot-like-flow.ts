// A document as another installation would export it: it names one thing of every kind that an account makes up itself,
// has every spelling of api.md 4.9 and members nobody here has heard of. Made up, as are all its ids.

const equal = (property: string, values: readonly string[]) => ({
  filterType: 'PROPERTY',
  property,
  operation: {
    operationType: 'ENUMERATION',
    operator: 'IS_ANY_OF',
    includeObjectsWithNoValueSet: false,
    values,
  },
})

const all = (...filters: readonly object[]) => ({
  filterBranchType: 'AND',
  filterBranchOperator: 'AND',
  filterBranches: [],
  filters,
})

const single = (actionId: string, actionTypeId: string, fields: object, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  actionTypeVersion: 0,
  fields,
  ...(next && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})

/** A new copy each time; ids are unlike any of a test account. */
export function hubspotLikeFlow() {
  return {
    id: '880011',
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    name: 'Welcome, sort and hand over',
    uuid: 'welcome-880011',
    isEnabled: true,
    revisionId: '41',
    createdAt: '2025-02-03T04:05:06.789Z',
    updatedAt: '2025-03-04T05:06:07.890Z',
    crmObjectCreationStatus: 'COMPLETE',
    nextAvailableActionId: '40',
    startActionId: '3',
    suppressionListIds: [9101],
    canEnrollFromSalesforce: false,
    timeWindows: [],
    blockedDates: [],
    dataSources: [],
    customProperties: { purpose: 'listId 5' },
    futureMember: { deep: [1, { listOfFuture: '5' }] },
    unEnrollmentSetting: { type: 'SELECTIVE', flowIds: [9201] },
    enrollmentCriteria: {
      type: 'LIST_BASED',
      shouldReEnroll: false,
      unEnrollObjectsNotMeetingCriteria: false,
      // Rule 8: the root is an AND.
      listFilterBranch: {
        ...all(
          equal('hubspot_owner_id', ['9301']),
          equal('hubspot_team_id', ['9302']),
          equal('dealstage', ['9303', 'closedwon']),
          equal('pipeline', ['9304', 'default']),
          { filterType: 'IN_LIST', operator: 'IN_LIST', listId: '9102' },
          {
            filterType: 'IN_LIST',
            operator: 'IN_LIST',
            listId: '9202',
            metadata: { id: '9202', inListType: 'WORKFLOWS_COMPLETED' },
          },
          {
            filterType: 'IN_LIST',
            operator: 'IN_LIST',
            listId: '9305',
            metadata: { id: '9305', inListType: 'IMPORT' },
          },
          { filterType: 'FORM_SUBMISSION', operator: 'FILLED_OUT', formId: 'f0f0-form' },
          { filterType: 'FROM_THE_FUTURE', anything: { at: ['all'] } },
          { filterType: 'EMAIL_SUBSCRIPTION', subscriptionIds: ['9306'], acceptedStatuses: ['OPT_IN'] },
          equal('shoe_size', ['44']),
        ),
        filterBranches: [
          {
            ...all(equal('shoe_size', ['43'])),
            filterBranchType: 'ASSOCIATION',
            objectTypeId: '2-9307',
            associationTypeId: 9308,
            associationCategory: 'USER_DEFINED',
            operator: 'IN_LIST',
          },
          { ...all(), filterBranchType: 'UNIFIED_EVENTS', eventTypeId: '6-9309', operator: 'HAS_COMPLETED' },
          { ...all(), filterBranchType: 'RESTRICTED' },
        ],
      },
    },
    actions: [
      single('3', '0-4', { content_id: '9401' }, '5'),
      single(
        '5',
        '0-9',
        { subject: 'Hi', body: 'Look', user_ids: ['9402'], team_ids: [9403], delivery_method: 'APP' },
        '6',
      ),
      single('6', '0-5', { property_name: 'hubspot_owner_id', value: { staticValue: '9301' } }, '7'),
      single('7', '0-63809083', { listId: '9103', targetObject: '{{ enrolled_object }}' }, '8'),
      single('8', '0-15', { flow_id: '9203' }, '9'),
      single('9', '0-46510720', { sequenceId: '9404', senderType: 'SPECIFIC_USER', userId: '9402' }, '10'),
      single('10', '1-9405', { anyThing: { at: 'all' } }, '11'),
      single(
        '11',
        '0-43347357',
        { targetContact: '{{ enrolled_object }}', subscriptionId: '9306', optState: 'OPT_IN' },
        '12',
      ),
      // Rule 7: a number where documents have text.
      single('12', '0-1', { delta: 5, time_unit: 'MINUTES' }, '13'),
      {
        actionId: '13',
        type: 'CUSTOM_CODE',
        runtime: 'NODE20X',
        sourceCode: 'exports.main = async () => ({ listId: "9999" })',
        secretNames: ['CRM_KEY'],
        inputFields: [
          { name: 'lead_source', value: { type: 'OBJECT_PROPERTY', propertyName: 'lead_source' } },
        ],
        outputFields: [{ name: 'verdict', type: 'STRING' }],
        connection: { edgeType: 'STANDARD', nextActionId: '14' },
      },
      {
        actionId: '14',
        type: 'WEBHOOK',
        method: 'POST',
        webhookUrl: 'https://hooks.example.test/in',
        queryParams: [],
        authSettings: { type: 'SIGNATURE', appId: 9406 },
        connection: { edgeType: 'STANDARD', nextActionId: '15' },
      },
      {
        actionId: '15',
        type: 'STATIC_BRANCH',
        inputValue: { type: 'FIELD_DATA', actionId: '13', dataKey: 'verdict' },
        staticBranches: [
          { branchValue: 'good', connection: { edgeType: 'STANDARD', nextActionId: '16' } },
          // Rule 9: the same value twice, and nothing for the rest.
          { branchValue: 'good' },
        ],
        defaultBranchName: 'All others',
      },
      {
        actionId: '16',
        type: 'LIST_BRANCH',
        listBranches: [
          {
            branchName: 'Big',
            filterBranch: all(equal('lifecyclestage', ['lead'])),
            // Rule 4: jumps back, in the spelling of prose.
            connection: { edgeType: 'GO_TO', nextActionId: '3' },
          },
        ],
        // Rule 5: wrapped.
        defaultBranch: { connection: { edgeType: 'STANDARD', nextActionId: '18' } },
      },
      {
        ...single('18', '0-3', {
          subject: 'Call {{ contact.shoe_size }}',
          task_type: 'TODO',
          owner_assignment: { type: 'CUSTOM', value: { type: 'STATIC_VALUE', staticValue: '9301' } },
        }),
        futureOfTasks: null,
      },
    ],
  }
}
