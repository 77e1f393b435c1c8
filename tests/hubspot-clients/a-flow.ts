/** A contact workflow that can be turned on: first name is Ada → set the last name. */
export function aFlow(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    isEnabled: false,
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-5',
        actionTypeVersion: 0,
        fields: { property_name: 'lastname', value: { type: 'STATIC_VALUE', staticValue: 'Seen' } },
      },
    ],
    enrollmentCriteria: {
      type: 'LIST_BASED',
      shouldReEnroll: false,
      unEnrollObjectsNotMeetingCriteria: false,
      reEnrollmentTriggersFilterBranches: [],
      listFilterBranch: {
        filterBranchType: 'OR',
        filterBranchOperator: 'OR',
        filters: [],
        filterBranches: [
          {
            filterBranchType: 'AND',
            filterBranchOperator: 'AND',
            filterBranches: [],
            filters: [
              {
                filterType: 'PROPERTY',
                property: 'firstname',
                operation: {
                  operationType: 'MULTISTRING',
                  operator: 'IS_EQUAL_TO',
                  includeObjectsWithNoValueSet: false,
                  values: ['Ada'],
                },
              },
            ],
          },
        ],
      },
    },
    ...members,
  }
}
