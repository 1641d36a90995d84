'use strict';

module.exports = (fact) => process.stdout.write(JSON.stringify(fact) + '\n');
