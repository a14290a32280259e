// Is the registration complete? Answers 200 with the registration, or 400 with what is missing.

const REQUIRED = ["child", "parents", "daysOfWeek"];

export const handler = async (event) => {
  const registration = event.registration_info ?? {};
  const missing = REQUIRED.find((field) => registration[field] === undefined);

  if (missing) {
    console.warn(`registration_info has no "${missing}"`);
    return { statusCode: 400, body: `Missing field: ${missing}` };
  }
  return { statusCode: 200, body: JSON.stringify(registration) };
};
