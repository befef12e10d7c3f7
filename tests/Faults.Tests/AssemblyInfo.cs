using TrustedPublishing.Faults.Tests;

[assembly: AssemblyFixture(typeof(AuthorityUnderLoad))]
