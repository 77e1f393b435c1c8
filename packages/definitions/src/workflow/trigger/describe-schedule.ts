import { months, type Schedule, weekdays } from '@millrace/model'

/** `every Monday and Friday at 09:00,`: the beginning of a sentence about whom it enrolls. */
export function describeSchedule(schedule: Schedule): string {
  const { hour, minute } = schedule.time
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  return `${daysOf(schedule)} at ${time},`
}

function daysOf(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'once':
      return `once, on ${schedule.day} ${monthName(schedule.month)} ${schedule.year}`
    case 'daily':
      return 'every day'
    case 'weekly': {
      const names = weekdays.filter((_, index) => schedule.weekdays.has(index + 1)).map(inWords)
      return `every ${enumerated(names)}`
    }
    case 'monthly':
      return `every month on day ${enumerated([...schedule.days].sort((a, b) => a - b).map(String))}`
    case 'firstMonday':
      return 'on the first Monday of every month'
    case 'lastDay':
      return 'on the last day of every month'
    case 'yearly':
      return `every year on ${schedule.day} ${monthName(schedule.month)}`
    case 'date': {
      const { daysDelta, property, yearly } = schedule
      const days = `${Math.abs(daysDelta)} ${Math.abs(daysDelta) === 1 ? 'day' : 'days'}`
      const offset = daysDelta === 0 ? 'on' : `${days} ${daysDelta < 0 ? 'before' : 'after'}`
      return `${offset} ${property}${yearly ? ', every year,' : ''}`
    }
  }
}

function enumerated(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function monthName(month: number): string {
  return inWords(months[month - 1] ?? '')
}

function inWords(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase()
}
