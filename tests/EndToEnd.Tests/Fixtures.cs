using TrustedPublishing.EndToEnd.Tests.Stack;

[assembly: AssemblyFixture(typeof(RunningAuthority))]
