/** The generated client names this type of the browser, which the types of Node leave out. */
declare type BodyInit = NonNullable<RequestInit['body']>;
