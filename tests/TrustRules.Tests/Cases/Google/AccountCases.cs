namespace TrustedPublishing.TrustRules.Tests.Cases.Google;

/// <summary>Service accounts by their address; people, whom the same issuer signs for, only by their number.</summary>
public sealed class AccountCases
{
    private const string Holds = ClaimCase.Holds;
    private const string AnotherAccount = "email no_publisher";
    private const string NotVerified = "outright email_verified email_not_verified";
    private const string AnotherSubject = "sub subject_mismatch";
    private const string Number = "109812345678901234567";

    [Theory]
    [InlineData("email=1098-compute@developer.gserviceaccount.com", "@account=1098-compute@developer.gserviceaccount.com", Holds)]
    [InlineData("email=my-project@appspot.gserviceaccount.com", "@account=my-project@appspot.gserviceaccount.com", Holds)]
    [InlineData("email=1098@cloudbuild.gserviceaccount.com", "@account=1098@cloudbuild.gserviceaccount.com", Holds)]
    [InlineData("email=Publisher@Sample.IAM.gserviceaccount.com", "", Holds)] // kept as Google sends it
    [InlineData("email=1098-compute@developer.gserviceaccount.com", "@account=1099-compute@developer.gserviceaccount.com", AnotherAccount)]
    [InlineData("email=1098-compute@developer.gserviceaccount.com", "@account=compute@developer.gserviceaccount.com", AnotherAccount)]
    [InlineData("email=my-project@appspot.gserviceaccount.com", "@account=my-project2@appspot.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=PUBLISHER@sample.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publisher@SAMPLE.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publisher@other.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publisher@sample2.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publisher@sample.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publisher@sample.iam.gserviceaccount.com.", AnotherAccount)]
    [InlineData("", "@account=publisher@sample.iam.gserviceaccount.co", AnotherAccount)]
    [InlineData("", "@account=x.publisher@sample.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publ.isher@sample.iam.gserviceaccount.com", AnotherAccount)] // no mailbox that ignores dots
    [InlineData("", "@account=publisher@evil.example@sample.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publisher@sample.iam.gserviceaccount.com\n", AnotherAccount)]
    [InlineData("", "@account=\"publisher\"@sample.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publ\u0456sher@sample.iam.gserviceaccount.com", AnotherAccount)] // Ukrainian і
    [InlineData("", "@account=publisher\u200b@sample.iam.gserviceaccount.com", AnotherAccount)]
    [InlineData("", "@account=publisher\uff20sample.iam.gserviceaccount.com", AnotherAccount)] // full-width @
    [InlineData("", "@account=Publisher <publisher@sample.iam.gserviceaccount.com>", AnotherAccount)]
    [InlineData("", "email:=1", AnotherAccount)]
    [InlineData("", "email:=[\"publisher@sample.iam.gserviceaccount.com\"]", "missing email")]
    [InlineData("", "email=", "missing email")]
    public void The_address_is_compared_letter_by_letter(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.Google, registered, job));

    [Theory]
    [InlineData("email=sam@example.com ; sub=" + Number, "@account=sam@example.com ; hd=example.com", Holds)]
    [InlineData("email=sam@gmail.com ; sub=" + Number, "@account=sam@gmail.com", Holds)]
    [InlineData("email=sam@example.com", "@account=sam@example.com ; hd=example.com", "sub human_account")]
    [InlineData("email=sam@gmail.com", "@account=sam@gmail.com", "sub human_account")]
    [InlineData("email=sam@gmail.com", "@account=sam@googlemail.com", AnotherAccount + ", sub human_account")]
    [InlineData("email=sam@example.com ; sub=" + Number, "@account=sam@example.com ; sub=2", AnotherSubject)]
    [InlineData("email=sam@example.com ; sub=" + Number, "@account=eve@example.com ; hd=example.com", AnotherAccount)]
    [InlineData("email=sam@example.com ; sub=" + Number, "@account=Sam@example.com", AnotherAccount)]
    [InlineData("email=sam@example.com ; sub=" + Number, "@account=sam@mail.example.com ; hd=example.com", AnotherAccount)]
    [InlineData("email=sam@notgserviceaccount.com", "@account=sam@notgserviceaccount.com", "sub human_account")]
    [InlineData("email=sam@gserviceaccount.com", "@account=sam@gserviceaccount.com", "sub human_account")]
    [InlineData("email=sam@gserviceaccount.com.example.org", "@account=sam@gserviceaccount.com.example.org", "sub human_account")]
    public void People_are_known_by_their_number_alone(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.Google, registered, job));

    [Theory]
    [InlineData("sub=" + Number, "", Holds)]
    [InlineData("sub=" + Number, "azp=2", Holds)]
    [InlineData("", "sub=2", Holds)]
    [InlineData("sub=" + Number, "sub=" + Number + " ", AnotherSubject)]
    [InlineData("sub=" + Number, "sub=0" + Number, AnotherSubject)]
    [InlineData("sub=" + Number, "sub=10981234567890123456", AnotherSubject)]
    [InlineData("sub=" + Number, "sub:=" + Number, AnotherSubject)]
    [InlineData("sub=" + Number, "sub:=1.09812345678901234567e20", AnotherSubject)]
    [InlineData("sub=" + Number, "sub=2 ; azp=" + Number, AnotherSubject)]
    [InlineData("sub=" + Number, "sub=\u0661098", AnotherSubject)] // an Arabic digit
    [InlineData("sub=" + Number, "sub:={\"id\": \"" + Number + "\"}", "missing sub")]
    [InlineData("", "sub=", "missing sub")]
    [InlineData("", "sub:=null", "missing sub")]
    public void The_number_is_text_and_exact(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.Google, registered, job));

    [Theory]
    [InlineData("", "-google ; -azp", Holds)]
    [InlineData("", "hd=example.com ; at_hash=x ; a_claim_of_next_year=x", Holds)]
    [InlineData("", "jti=1", Holds)]
    [InlineData("", "email_verified=true", NotVerified)]
    [InlineData("", "email_verified=True", NotVerified)]
    [InlineData("", "email_verified:=0", NotVerified)]
    [InlineData("", "email_verified:=1.0", NotVerified)]
    [InlineData("sub=" + Number, "email_verified:=false", NotVerified)]
    [InlineData("", "email_verified:=[true]", "missing email_verified")]
    [InlineData("", "email_verified:={\"value\": true}", "missing email_verified")]
    [InlineData("", "email_verified=", "missing email_verified")]
    [InlineData("", "-email_verified ; verified_email:=true", "missing email_verified")]
    public void The_address_is_verified_by_the_literal_true(string registered, string job, string outcome) =>
        Assert.Equal(outcome, ClaimCase.Decide(SampleJobs.Google, registered, job));
}
